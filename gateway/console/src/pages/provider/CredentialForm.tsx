import { Button, NumberInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useKind } from '../../api/kinds';
import { NotAccepted, useAddCredential, useRotateCredential } from '../../api/providers';
import type { Credential, Provider } from '../../api/types';
import { useI18n } from '../../i18n';
import { Dialog } from '../../ui/Dialog';
import { FormButtons } from '../../ui/FormEnd';
import { useNotify } from '../../ui/notify';
import { CredentialRefusal } from '../providers/CredentialRefusal';
import { noSecret, secretOf } from '../providers/kinds';
import { SecretFields, useSecretRules } from '../providers/SecretFields';

/** Why a credential was not saved, and what saves it: checked, or, once the provider has not accepted it, all the same. */
function CredentialEnd(props: {
  submit: string;
  saving: { error: Error | null; isPending: boolean };
  onUnchecked: () => void;
}) {
  const { t } = useI18n();
  const { error, isPending } = props.saving;
  return (
    <>
      <CredentialRefusal error={error} />
      <FormButtons submit={props.submit} busy={isPending}>
        {error instanceof NotAccepted && (
          <Button variant="default" onClick={props.onUnchecked}>
            {t('providers.saveUnchecked')}
          </Button>
        )}
      </FormButtons>
    </>
  );
}

function AddForm({ provider, onDone }: { provider: Provider; onDone: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  const secretForm = useKind(provider.kind)?.secret ?? 'api_key';
  const add = useAddCredential(provider.id);
  const form = useForm({
    initialValues: { name: '', weight: 1, ...noSecret },
    validate: {
      name: (value) => (value.trim() === '' ? t('common.required') : null),
      ...useSecretRules(secretForm),
      weight: (value) => (Number.isInteger(value) && value >= 1 && value <= 1_000_000 ? null : t('common.required')),
    },
  });
  const send = (checked: boolean) => (values: typeof form.values) => {
    const credential = {
      name: values.name.trim(),
      secret: secretOf(secretForm, values) ?? {},
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
        <SecretFields form={secretForm} fields={form} />
        <Text size="xs" c="dimmed">
          {t('providers.sealed')}
        </Text>
        <NumberInput
          label={t('providers.weight')}
          description={t('providers.weightHint')}
          min={1}
          max={1_000_000}
          {...form.getInputProps('weight')}
        />
        <CredentialEnd
          submit={t('providers.checkAndSave')}
          saving={add}
          onUnchecked={() => form.onSubmit(send(false))()}
        />
      </Stack>
    </form>
  );
}

/** Adds a credential, once the provider has accepted it. */
export function AddCredential(props: { provider: Provider; opened: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t('providers.addCredential')}>
      <AddForm provider={props.provider} onDone={props.onClose} />
    </Dialog>
  );
}

function RotateForm(props: { provider: Provider; credential: Credential; onDone: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  const secretForm = useKind(props.provider.kind)?.secret ?? 'api_key';
  const rotate = useRotateCredential(props.provider.id);
  const form = useForm({ initialValues: noSecret, validate: useSecretRules(secretForm) });
  const send = (checked: boolean) => (values: typeof form.values) =>
    rotate.mutate(
      { credential: props.credential, secret: secretOf(secretForm, values) ?? {}, checked },
      {
        onSuccess: () => {
          done(t('providers.rotated', { name: props.credential.name }));
          props.onDone();
        },
      },
    );
  return (
    <form noValidate onSubmit={form.onSubmit(send(true))}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('providers.rotateHint')}
        </Text>
        <SecretFields form={secretForm} fields={form} autoFocus />
        <CredentialEnd
          submit={t('providers.checkAndRotate')}
          saving={rotate}
          onUnchecked={() => form.onSubmit(send(false))()}
        />
      </Stack>
    </form>
  );
}

/** Replaces a credential's secret, once the provider has accepted the new one. */
export function RotateCredential(props: { provider: Provider; credential: Credential | null; onClose: () => void }) {
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
