/** Which organisation the operator acts in; shown where there are several. */
import { Menu, Text, UnstyledButton } from '@mantine/core';
import { IconBuilding, IconCheck, IconSelector } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { organizationsQuery, useActIn } from '../api/organizations';
import { useMe } from '../api/session';
import { useI18n } from '../i18n';
import classes from './Shell.module.css';

/** The switch; nothing for callers with one organisation. */
export function OrganizationSwitch() {
  const { t } = useI18n();
  const me = useMe();
  const actIn = useActIn();
  const organizations = useQuery({ ...organizationsQuery, enabled: me.may.operate });
  const all = organizations.data ?? [];
  if (all.length < 2) return null;
  const current = me.organization;
  return (
    <Menu width={256} position="top-start" withinPortal>
      <Menu.Target>
        <UnstyledButton
          className={classes.account}
          aria-label={`${t('nav.organizationSwitch')}: ${current.display_name ?? current.name}`}
        >
          <span className={classes.avatar}>
            <IconBuilding size={16} aria-hidden />
          </span>
          <span className={classes.accountText}>
            <Text span size="sm" fw={550} truncate display="block">
              {current.display_name ?? current.name}
            </Text>
          </span>
          <IconSelector size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.Label>{t('nav.organization')}</Menu.Label>
        {all.map((organization) => (
          <Menu.Item
            key={organization.id}
            onClick={() => void actIn(organization.name === 'default' ? null : organization.name)}
            rightSection={organization.id === current.id ? <IconCheck size={15} /> : null}
          >
            <Text size="sm" truncate>
              {organization.display_name ?? organization.name}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
