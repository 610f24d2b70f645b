import {
  Alert,
  Button,
  Code,
  Group,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { ProblemError } from '../../api/problem';
import { type Connection, NotAccepted, useConnect, useConnectUnchecked } from '../../api/providers';
import type { Provider, ProviderKind } from '../../api/types';
import { useI18n } from '../../i18n';
import { useExplain } from '../../ui/Failures';
import classes from './ConnectForm.module.css';
import { isBaseUrl, isProviderName, isSecret, kindNames, kinds } from './kinds';

interface Values {
  name: string;
  display_name: string;
  base_url: string;
  credential: string;
  api_key: string;
}

function KindChoice({ kind, onChange }: { kind: ProviderKind; onChange: (kind: ProviderKind) => void }) {
  const { t } = useI18n();
  return (
    <div role="radiogroup" aria-label={t('providers.kind')} className={classes.kinds}>
      {kindNames.map((each) => (
        <UnstyledButton
          key={each}
          role="radio"
          aria-checked={each === kind}
          className={classes.kind}
          onClick={() => onChange(each)}
        >
          <Text span fw={600} display="block">
            {t(kinds[each].label)}
          </Text>
          <Text span size="xs" c="dimmed" display="block">
            {t(kinds[each].hint)}
          </Text>
        </UnstyledButton>
      ))}
    </div>
  );
}

function useConnectForm(kind: ProviderKind) {
  const { t } = useI18n();
  const needed = (value: string) => (value.trim() === '' ? t('common.required') : null);
  return useForm<Values>({
    initialValues: { name: kinds[kind].name, display_name: '', base_url: '', credential: 'main', api_key: '' },
    validate: {
      name: (value) => needed(value) ?? (isProviderName(value.trim()) ? null : t('providers.nameBad')),
      base_url: (value) => {
        const text = value.trim();
        if (text === '') return kinds[kind].baseUrl === 'required' ? t('common.required') : null;
        return isBaseUrl(text) ? null : t('providers.baseUrlBad');
      },
      credential: needed,
      api_key: (value) => needed(value) ?? (isSecret(value.trim()) ? null : t('providers.apiKeyBad')),
    },
  });
}

function toConnection(kind: ProviderKind, values: Values): Connection {
  const optional = (text: string) => text.trim() || null;
  return {
    provider: {
      name: values.name.trim(),
      kind,
      display_name: optional(values.display_name),
      base_url: optional(values.base_url),
    },
    credential: { name: values.credential.trim(), secret: { api_key: values.api_key.trim() } },
  };
}

function Refusal({ error }: { error: Error }) {
  const { t } = useI18n();
  const explain = useExplain();
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertCircle />}
      title={error instanceof NotAccepted ? t('providers.notAccepted') : undefined}
    >
      {explain(error)}
    </Alert>
  );
}

/** Connects a provider: it is saved once it has accepted the credential. */
export function ConnectForm({ onDone, onCancel }: { onDone: (added: Provider) => void; onCancel?: () => void }) {
  const { t, rich } = useI18n();
  const [kind, setKind] = useState<ProviderKind>('openai');
  const form = useConnectForm(kind);
  const checked = useConnect();
  const unchecked = useConnectUnchecked();
  const error = checked.error ?? unchecked.error;
  const ways = kinds[kind];

  const choose = (next: ProviderKind) => {
    setKind(next);
    checked.reset();
    unchecked.reset();
    if (!form.isDirty('name')) form.setFieldValue('name', kinds[next].name);
    form.clearErrors();
  };
  const send = (way: typeof checked) => (values: Values) => {
    checked.reset();
    unchecked.reset();
    way.mutate(toConnection(kind, values), {
      onSuccess: onDone,
      onError: (failure) => {
        if (failure instanceof ProblemError) form.setErrors(failure.fieldErrors());
      },
    });
  };

  return (
    <form onSubmit={form.onSubmit(send(checked))} noValidate>
      <Stack gap="md">
        <KindChoice kind={kind} onChange={choose} />
        <TextInput
          label={t('providers.name')}
          description={rich('providers.nameHint', {
            example: <Code>{`${form.values.name.trim() || 'name'}/gpt-4o-mini`}</Code>,
          })}
          required
          autoComplete="off"
          spellCheck={false}
          autoFocus
          data-autofocus
          {...form.getInputProps('name')}
        />
        <TextInput
          label={t('providers.baseUrl')}
          description={
            kind === 'openai'
              ? t('providers.baseUrlHintOpenai')
              : rich('providers.baseUrlHintCompatible', { example: <Code>{ways.baseUrlExample}</Code> })
          }
          placeholder={ways.baseUrlExample}
          required={ways.baseUrl === 'required'}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('base_url')}
        />
        <PasswordInput
          label={t('providers.apiKey')}
          description={
            kind === 'openai'
              ? rich('providers.apiKeyHintOpenai', { prefix: <Code>sk-</Code> })
              : t('providers.apiKeyHintCompatible')
          }
          placeholder={ways.keyExample}
          required
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
          {...form.getInputProps('api_key')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={t('providers.displayName')}
            description={t('providers.displayNameHint')}
            {...form.getInputProps('display_name')}
          />
          <TextInput
            label={t('providers.credentialName')}
            description={t('providers.credentialNameHint')}
            required
            {...form.getInputProps('credential')}
          />
        </SimpleGrid>
        <Text size="xs" c="dimmed" className={classes.sealed}>
          <IconLock size={14} aria-hidden />
          {t('providers.sealed')}
        </Text>
        {error && <Refusal error={error} />}
        <Group justify="flex-end" gap="xs">
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('common.cancel')}
            </Button>
          )}
          {checked.error instanceof NotAccepted && (
            <Button variant="default" loading={unchecked.isPending} onClick={() => form.onSubmit(send(unchecked))()}>
              {t('providers.saveUnchecked')}
            </Button>
          )}
          <Button type="submit" loading={checked.isPending}>
            {t('providers.checkAndSave')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
