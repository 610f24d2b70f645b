/** The list of the keyboard's shortcuts. */
import { Group, Kbd, Stack, Text } from '@mantine/core';
import { type PlainKey, useI18n } from '../i18n';
import { Dialog } from '../ui/Dialog';
import { places } from './places';

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

/** The list, over the page. */
export default function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog opened={opened} onClose={onClose} title={t('nav.shortcuts')}>
      <Stack gap={0}>
        {general.map(([label, keys]) => (
          <Line key={label} label={t(label)} keys={keys} />
        ))}
        {places.map((place) => (
          <Line key={place.to} label={t('nav.shortcutGo', { page: t(place.label) })} keys={['g', '→', place.key]} />
        ))}
      </Stack>
    </Dialog>
  );
}
