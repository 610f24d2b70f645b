/** The side of the console: search, pages, organisation, account. */
import { Kbd, Text, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useI18n } from '../i18n';
import { Mark } from '../ui/Mark';
import { AccountMenu } from './AccountMenu';
import { OrganizationSwitch } from './OrganizationSwitch';
import { openPalette } from './palette';
import { placeGroups } from './places';
import classes from './Shell.module.css';

/** The mark and the name, which lead home. */
export function Brand() {
  return (
    <Link to="/" className={classes.brand}>
      <Mark size={26} />
      AIGNE Hub
    </Link>
  );
}

function SearchButton() {
  const { t } = useI18n();
  return (
    <UnstyledButton className={classes.search} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
      <IconSearch size={15} aria-hidden />
      <span>{t('nav.search')}</span>
      <Kbd size="xs" aria-hidden>
        Ctrl K
      </Kbd>
    </UnstyledButton>
  );
}

/** All of the navigation; `onGo` is told when a link is followed. */
export function Navigation({ onGo }: { onGo: () => void }) {
  const { t } = useI18n();
  return (
    <>
      <SearchButton />
      <nav aria-label={t('nav.main')} className={classes.pages}>
        {placeGroups.map((group) => (
          <div key={group.label}>
            <p className={classes.groupLabel}>{t(group.label)}</p>
            <ul className={classes.group} aria-label={t(group.label)}>
              {group.places.map(({ to, label, icon: Icon }) => (
                <li key={to}>
                  <Link to={to} className={classes.link} activeOptions={{ exact: to === '/' }} onClick={onGo}>
                    <Icon size={17} stroke={1.7} aria-hidden />
                    <Text span inherit truncate>
                      {t(label)}
                    </Text>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <OrganizationSwitch />
      <AccountMenu />
    </>
  );
}
