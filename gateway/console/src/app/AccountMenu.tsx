/** Language, appearance, help and sign-out. */
import { Divider, Popover, SegmentedControl, Stack, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconBook, IconKeyboard, IconLogout, IconSelector, IconUserShield } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
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
  const [opened, setOpened] = useState(false);
  const name = me.kind === 'operator' ? t('nav.operator') : (me.name ?? t('nav.account'));
  return (
    <Popover opened={opened} onChange={setOpened} width={256} position="top-start" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton className={classes.account} onClick={() => setOpened(!opened)}>
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
      </Popover.Target>
      <Popover.Dropdown aria-label={t('nav.account')} p={6}>
        <Stack gap={6} p={6}>
          <Text size="xs" c="dimmed">
            {t('nav.scheme')}
          </Text>
          <SchemeControl />
          <Text size="xs" c="dimmed">
            {t('nav.language')}
          </Text>
          <LanguageControl />
        </Stack>
        <Divider my={6} />
        <UnstyledButton
          className={classes.choice}
          onClick={() => {
            setOpened(false);
            openShortcuts();
          }}
        >
          <IconKeyboard size={16} aria-hidden />
          {t('nav.shortcuts')}
        </UnstyledButton>
        <a className={classes.choice} href="/docs" target="_blank" rel="noreferrer">
          <IconBook size={16} aria-hidden />
          {t('nav.docs')}
        </a>
        <Divider my={6} />
        <UnstyledButton
          className={classes.choice}
          onClick={() => signOut.mutate(undefined, { onSettled: () => navigate({ to: '/sign-in' }) })}
        >
          <IconLogout size={16} aria-hidden />
          {t('nav.signOut')}
        </UnstyledButton>
      </Popover.Dropdown>
    </Popover>
  );
}
