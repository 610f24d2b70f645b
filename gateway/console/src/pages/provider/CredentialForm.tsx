import { Alert, Button, Group, NumberInput, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { NotAccepted, useAddCredential, useChangeCredential } from '../../api/providers';
import type { Credential } from '../../api/types';
import { useI18n } from '../../i18n';
import { Dialog } from '../../ui/Dialog';
import { useExplain } from '../../ui/Failures';
import { useNotify } from '../../ui/notify';
import { isSecret } from '../providers/kinds';

function Refusal({ error }: { error: Error | null }) {
  const { t } = useI18n();
  const explain = useExplain();
  if (!error) return null;
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      title={error instanceof NotAccepted ? t('providers.notAccepted') : undefined}
    >
      {explain(error)}
    </Alert>
  );
}

function useSecretRule() {
  const { t } = useI18n();
  return (value: string) => {
    if (value.trim() === '') return t('common.required');
    return isSecret(value.trim()) ? null : t('providers.apiKeyBad');
  };
}

function AddForm({ provider, onDone }: { provider: string; onDone: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  const secretRule = useSecretRule();
  const add = useAddCredential(provider);
  const form = useForm({
    initialValues: { name: '', api_key: '', weight: 1 },
    validate: {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      api_key: secretRule,
      weight: (value) => (Number.isInteger(value) && value >= 1 && value <= 1_000_000 ? null : t('common.required')),
    },
  });
  const send = (checked: boolean) => (values: typeof form.values) => {
    const credential = {
      name: values.name.trim(),
      secret: { api_key: values.api_key.trim() },
      weight: values.weight,
    };
    add.mutate(
      { credential, checked },
      {
        onSuccess: () => {
          done(t('providers.credentialAdded', { name: credential.name }));
          onDone();
        },
      },
    );
  };
  return (
    <form onSubmit={form.onSubmit(send(true))} noValidate>
      <Stack>
        <TextInput
          label={t('providers.credentialName')}
          description={t('providers.credentialNameHint')}
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <PasswordInput
          label={t('providers.apiKey')}
          description={t('providers.sealed')}
          required
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          {...form.getInputProps('api_key')}
        />
        <NumberInput
          label={t('providers.weight')}
          description={t('providers.weightHint')}
          min={1}
          max={1_000_000}
          {...form.getInputProps('weight')}
        />
        <Refusal error={add.error} />
        <Group justify="flex-end" gap="xs">
          {add.error instanceof NotAccepted && (
            <Button variant="default" onClick={() => form.onSubmit(send(false))()}>
              {t('providers.saveUnchecked')}
            </Button>
          )}
          <Button type="submit" loading={add.isPending}>
            {t('providers.checkAndSave')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Adds a credential, once the provider has accepted it. */
export function AddCredential(props: { provider: string; opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('providers.addCredential')}>
      <AddForm provider={props.provider} onDone={props.onClose} />
    </Dialog>
  );
}

function RotateForm(props: { provider: string; credential: Credential; onDone: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  const change = useChangeCredential(props.provider);
  const form = useForm({ initialValues: { api_key: '' }, validate: { api_key: useSecretRule() } });
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        change.mutate(
          { cid: props.credential.id, change: { secret: { api_key: values.api_key.trim() } } },
          {
            onSuccess: () => {
              done(t('providers.rotated', { name: props.credential.name }));
              props.onDone();
            },
          },
        ),
      )}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('providers.rotateHint')}
        </Text>
        <PasswordInput
          label={t('providers.apiKey')}
          required
          data-autofocus
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          {...form.getInputProps('api_key')}
        />
        <Refusal error={change.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            {t('providers.rotate')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Replaces a credential's secret. */
export function RotateCredential(props: { provider: string; credential: Credential | null; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog
      opened={props.credential !== null}
      onClose={props.onClose}
      title={props.credential && t('providers.rotateTitle', { name: props.credential.name })}
    >
      {props.credential && (
        <RotateForm provider={props.provider} credential={props.credential} onDone={props.onClose} />
      )}
    </Dialog>
  );
}
