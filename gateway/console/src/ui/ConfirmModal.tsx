import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useI18n } from '../i18n';
import type { ConfirmProps, Consequence } from './Confirm';
import { Dialog } from './Dialog';
import { Refusal } from './FormEnd';

/** The question, over the page. */
export default function ConfirmModal(props: ConfirmProps) {
  return (
    <Dialog opened={props.what !== null} onClose={props.onCancel} title={props.what?.title} size="md">
      {props.what && <Question {...props} what={props.what} />}
    </Dialog>
  );
}

function Question(props: ConfirmProps & { what: Consequence }) {
  const { t } = useI18n();
  const [typed, setTyped] = useState('');
  const { what } = props;
  const ready = what.word === undefined || typed.trim() === what.word;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) props.onConfirm();
      }}
    >
      <Stack gap="md">
        <Alert color="orange" variant="light" icon={<IconAlertTriangle />}>
          {what.breaks}
        </Alert>
        {what.word !== undefined && (
          <TextInput
            data-autofocus
            label={t('common.confirmType', { word: what.word })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
          />
        )}
        <Refusal error={props.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={props.onCancel}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" color="red.8" disabled={!ready} loading={props.busy}>
            {what.action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
