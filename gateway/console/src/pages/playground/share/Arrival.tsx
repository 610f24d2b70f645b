import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useI18n } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog';
import { chatStore } from '../chat/useChat';
import { newId } from '../newId';
import { Contents } from './Contents';
import { decodeFragment } from './link';
import { open } from './shared';

/** Somebody came by a link that holds a prompt: what is in it, before it is opened. Nothing is sent by opening it. */
export function Arrival({ fragment, onDone }: { fragment: string; onDone: (opened: boolean) => void }) {
  const { t } = useI18n();
  const { data } = useQuery({
    queryKey: ['playground', 'arrival', fragment],
    queryFn: () => decodeFragment(fragment),
    networkMode: 'always',
    gcTime: 0,
  });
  const shared = data?.kind === 'shared' ? data.shared : null;
  return (
    <Dialog
      opened={data !== undefined && data.kind !== 'none'}
      onClose={() => onDone(false)}
      title={shared === null ? t('playground.linkBroken') : t('playground.linkArrived')}
    >
      <Stack gap="md">
        {shared === null ? <Text>{t('playground.linkBrokenHint')}</Text> : <Contents shared={shared} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => onDone(false)}>
            {shared === null ? t('common.close') : t('playground.notNow')}
          </Button>
          {shared !== null && (
            <Button
              data-autofocus
              onClick={() => {
                chatStore.open(open(shared, newId), null, shared.draft);
                onDone(true);
              }}
            >
              {t('playground.openPrompt')}
            </Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}
