/** The end of a form: why it was refused, and what sends it. */
import { Alert, Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useI18n } from '../i18n';
import { useExplain } from './Failures';

/** Why something was refused; nothing where it was not. */
export function Refusal({ error, title }: { error: Error | null; title?: string }) {
  const explain = useExplain();
  if (!error) return null;
  return (
    <Alert color="red" variant="light" role="alert" title={title}>
      {explain(error)}
    </Alert>
  );
}

/** A button that sends the form, behind a way out and other ways to send it. */
export function FormButtons(props: { submit: string; busy: boolean; onCancel?: () => void; children?: ReactNode }) {
  const { t } = useI18n();
  return (
    <Group justify="flex-end" gap="xs">
      {props.onCancel && (
        <Button variant="default" onClick={props.onCancel}>
          {t('common.cancel')}
        </Button>
      )}
      {props.children}
      <Button type="submit" loading={props.busy}>
        {props.submit}
      </Button>
    </Group>
  );
}
