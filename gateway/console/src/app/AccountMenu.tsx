/** Language, appearance, help and sign-out. */
import { Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconBook, IconKeyboard, IconLogout, IconSelector, IconUserShield } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useMe, useSignOut } from '../api/session';
import { type Locale, languages, useI18n } from '../i18n';
import classes from './Shell.module.css';
import { openShortcuts } from './Shortcuts';

/** A control for the colour scheme. */
export function SchemeControl() {
  const { t } = useI18n();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('nav.scheme')}
      value={colorScheme}
      onChange={(value) => setColorScheme(value === 'light' || value === 'dark' ? value : 'auto')}
      data={[
        { value: 'auto', label: t('nav.schemeAuto') },
        { value: 'light', label: t('nav.schemeLight') },
        { value: 'dark', label: t('nav.schemeDark') },
      ]}
    />
  );
}

/** A control for the language, each by its own name. */
export function LanguageControl() {
  const { t, locale, setLocale } = useI18n();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label={t('nav.language')}
      value={locale}
      onChange={(value) => setLocale(value as Locale)}
      data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
    />
  );
}

/** The account at the foot of the navigation. */
export function AccountMenu() {
  const { t } = useI18n();
  const me = useMe();
  const signOut = useSignOut();
  const navigate = useNavigate();
  const name = me.kind === 'operator' ? t('nav.operator') : (me.name ?? t('nav.account'));
  return (
    <Menu width={256} position="top-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={classes.account}>
          <span className={classes.avatar}>
            <IconUserShield size={16} aria-hidden />
          </span>
          <span className={classes.accountText}>
            <Text span size="sm" fw={550} truncate display="block">
              {name}
            </Text>
          </span>
          <IconSelector size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('nav.scheme')}</Menu.Label>
        <div style={{ padding: '0 8px 8px' }}>
          <SchemeControl />
        </div>
        <Menu.Label>{t('nav.language')}</Menu.Label>
        <div style={{ padding: '0 8px 8px' }}>
          <LanguageControl />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={openShortcuts}>
          {t('nav.shortcuts')}
        </Menu.Item>
        <Menu.Item leftSection={<IconBook size={16} />} component="a" href="/docs" target="_blank" rel="noreferrer">
          {t('nav.docs')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} />}
          onClick={() => signOut.mutate(undefined, { onSettled: () => navigate({ to: '/sign-in' }) })}
        >
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
