/** The keyboard: `g` and a letter goes to a page, `?` shows what there is. */
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useEver } from '../ui/lazyPart';
import { places } from './places';

const openEvent = 'hub-shortcuts';

/** Shows the list of shortcuts. */
export function openShortcuts(): void {
  window.dispatchEvent(new Event(openEvent));
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

function isModal(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

const patience = 1_200;

function focusSearch(): boolean {
  const field = document.querySelector<HTMLElement>('main input[type="search"]');
  field?.focus();
  return field !== null;
}

/** Listens to the keyboard while the console is open. */
function useShortcuts(openHelp: () => void) {
  const navigate = useNavigate();
  const gone = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isModal()) return;
      if (event.key === 'g') {
        gone.current = event.timeStamp;
        return;
      }
      const place =
        event.timeStamp - gone.current < patience ? places.find((each) => each.key === event.key) : undefined;
      gone.current = 0;
      if (place) void navigate({ to: place.to });
      else if (event.key === '?') openHelp();
      else if (event.key === '/' && focusSearch()) event.preventDefault();
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate, openHelp]);
}

const Help = lazy(() => import('./ShortcutHelp'));

/** Listens to the keyboard; the help is loaded when it is first asked for. */
export function Shortcuts() {
  const [open, setOpen] = useState(false);
  const [show] = useState(() => () => setOpen(true));
  const ever = useEver(open);
  useShortcuts(show);
  useEffect(() => {
    window.addEventListener(openEvent, show);
    return () => window.removeEventListener(openEvent, show);
  }, [show]);
  if (!ever) return null;
  return (
    <Suspense>
      <Help opened={open} onClose={() => setOpen(false)} />
    </Suspense>
  );
}
