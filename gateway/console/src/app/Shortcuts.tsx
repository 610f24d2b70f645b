/** The keyboard: `g` and a letter goes to a page, `?` shows what there is. */
import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type PlainKey, useI18n } from '../i18n';
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

function Line({ label, keys }: { label: string; keys: readonly string[] }) {
  const { t } = useI18n();
  return (
    <Group justify="space-between" wrap="nowrap" py={6} style={{ borderBottom: '1px solid var(--hub-line)' }}>
      <Text size="sm">{label}</Text>
      <Group gap={6} wrap="nowrap">
        {keys.map((key) =>
          key === '→' ? (
            <Text key={key} size="xs" c="dimmed">
              {t('nav.then')}
            </Text>
          ) : (
            <Kbd key={key}>{key}</Kbd>
          ),
        )}
      </Group>
    </Group>
  );
}

const general: ReadonlyArray<readonly [PlainKey, readonly string[]]> = [
  ['nav.shortcutPalette', ['Ctrl', 'K']],
  ['nav.shortcutSearch', ['/']],
  ['nav.shortcutRows', ['↑', '↓']],
  ['nav.shortcutOpen', ['Enter']],
  ['nav.shortcutClose', ['Esc']],
  ['nav.shortcutHelp', ['?']],
];

/** The shortcuts and their help. */
export function Shortcuts() {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const [show] = useState(() => () => setOpen(true));
  useShortcuts(show);
  useEffect(() => {
    window.addEventListener(openEvent, show);
    return () => window.removeEventListener(openEvent, show);
  }, [show]);
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title={t('nav.shortcuts')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap={0}>
        {general.map(([label, keys]) => (
          <Line key={label} label={t(label)} keys={keys} />
        ))}
        {places.map((place) => (
          <Line key={place.to} label={t('nav.shortcutGo', { page: t(place.label) })} keys={['g', '→', place.key]} />
        ))}
      </Stack>
    </Modal>
  );
}
