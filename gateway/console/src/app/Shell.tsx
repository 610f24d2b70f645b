/** What surrounds every page. */
import { Burger } from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useI18n } from '../i18n';
import { PageSkeleton } from '../ui/Skeletons';
import { Brand, Navigation } from './Navigation';
import { onPalette } from './palette';
import classes from './Shell.module.css';
import { Shortcuts } from './Shortcuts';

const Palette = lazy(() => import('./Palette'));

/** The command palette, loaded when it is first asked for. */
function PaletteOnDemand() {
  const [asked, setAsked] = useState(0);
  useEffect(() => onPalette(() => setAsked((former) => former + 1)), []);
  if (asked === 0) return null;
  return (
    <Suspense>
      <Palette asked={asked} />
    </Suspense>
  );
}

/** The navigation and, beside it, the page. On a phone the navigation slides over the page. */
export function Shell() {
  const { t } = useI18n();
  const [opened, { toggle, close }] = useDisclosure(false);
  useHotkeys([['Escape', close]]);
  return (
    <div className={classes.shell} data-opened={opened || undefined}>
      <a href="#content" className={classes.skip}>
        {t('nav.skip')}
      </a>
      <aside aria-label="AIGNE Hub">
        <div className={classes.topbar}>
          <Burger opened={opened} onClick={toggle} size="sm" aria-label={t('nav.menu')} aria-expanded={opened} />
          <Brand />
        </div>
        <div className={classes.navbar}>
          <div className={classes.home}>
            <Brand />
          </div>
          <Navigation onGo={close} />
        </div>
        <div className={classes.backdrop} onClick={close} aria-hidden />
      </aside>
      <main className={classes.main} id="content" tabIndex={-1}>
        <div className={classes.content}>
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </div>
      </main>
      <PaletteOnDemand />
      <Shortcuts />
    </div>
  );
}
