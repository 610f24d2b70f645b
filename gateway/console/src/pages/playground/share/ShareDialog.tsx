import { Alert, Button, Checkbox, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat } from '../../../format/format';
import { useI18n } from '../../../i18n';
import { Dialog } from '../../../ui/Dialog';
import { useChat } from '../chat/useChat';
import { Contents } from './Contents';
import { encodeFragment, MAX_LINK_CHARACTERS } from './link';
import { share } from './shared';

/** A link that holds the prompt itself: no server keeps or sees it. */
export function ShareDialog(props: { opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('playground.share')} size="lg">
      {props.opened && <Share />}
    </Dialog>
  );
}

function Share() {
  const { t } = useI18n();
  const format = useFormat();
  const { chat, draft } = useChat();
  const [answers, setAnswers] = useState(false);
  const [files, setFiles] = useState(false);
  const shared = share(chat, draft, { answers, files });
  const text = JSON.stringify(shared);
  const { data: fragment } = useQuery({
    queryKey: ['playground', 'link', text],
    queryFn: () => encodeFragment(shared),
    networkMode: 'always',
    gcTime: 0,
  });
  const link = fragment === undefined ? '' : `${window.location.origin}/playground${fragment}`;
  const tooLong = (fragment?.length ?? 0) > MAX_LINK_CHARACTERS;
  const anyAnswers = chat.lanes[0]?.turns.some((turn) => turn.role !== 'user') ?? false;
  const anyFiles = chat.lanes[0]?.turns.some((turn) => turn.role === 'user' && turn.attachments.length > 0) ?? false;
  return (
    <Stack gap="md">
      <Text size="sm">{t('playground.shareHint')}</Text>
      <div>
        <Text size="sm" fw={600}>
          {t('playground.linkHolds')}
        </Text>
        <Contents shared={shared} />
      </div>
      {(anyAnswers || anyFiles) && (
        <Stack gap="xs">
          {anyAnswers && (
            <Checkbox
              label={t('playground.includeAnswers')}
              checked={answers}
              onChange={(event) => setAnswers(event.currentTarget.checked)}
            />
          )}
          {anyFiles && (
            <Checkbox
              label={t('playground.includeFiles')}
              checked={files}
              onChange={(event) => setFiles(event.currentTarget.checked)}
            />
          )}
        </Stack>
      )}
      {tooLong ? (
        <Alert color="orange" variant="light" role="alert">
          {t('playground.linkTooLong', { length: fragment?.length ?? 0, most: MAX_LINK_CHARACTERS })}
        </Alert>
      ) : (
        <Group gap="xs" wrap="nowrap" align="flex-start">
          <TextInput
            readOnly
            value={link}
            aria-label={t('playground.link')}
            description={t('playground.linkLength', { length: format.number(link.length) })}
            inputWrapperOrder={['input', 'description']}
            style={{ flex: 1 }}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={link} timeout={1600}>
            {({ copied, copy }) => (
              <Button
                onClick={copy}
                leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              >
                {copied ? t('common.copied') : t('playground.copyLink')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
    </Stack>
  );
}
