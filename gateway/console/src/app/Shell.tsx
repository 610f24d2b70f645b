/** What surrounds every page. */
import { AppShell, Burger, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useI18n } from '../i18n';
import { PageSkeleton } from '../ui/Skeletons';
import { Brand, Navigation } from './Navigation';
import { Palette } from './Palette';
import classes from './Shell.module.css';
import { Shortcuts } from './Shortcuts';

/** The navigation and, beside it, the page. */
export function Shell() {
  const { t } = useI18n();
  const [opened, { toggle, close }] = useDisclosure(false);
  return (
    <AppShell
      header={{ height: { base: 52, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
    >
      <a href="#content" className={classes.skip}>
        {t('nav.skip')}
      </a>
      <AppShell.Header hiddenFrom="sm" className={classes.topbar} px="md">
        <div style={{ display: 'flex', alignItems: 'center', height: '100%', gap: 12 }}>
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={t('nav.menu')} aria-expanded={opened} />
          <Brand />
        </div>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.navbar} component="div">
        <Stack gap="xs" h="100%" style={{ minHeight: 0 }}>
          <div style={{ padding: '4px 6px 6px' }} className="mantine-visible-from-sm">
            <Brand />
          </div>
          <Navigation onGo={close} />
        </Stack>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="content" tabIndex={-1}>
        <div className={classes.content}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <Palette />
      <Shortcuts />
    </AppShell>
  );
}
