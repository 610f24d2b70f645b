import { Anchor, Button, Code, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconLock } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { kindsQuery, useKind } from '../../api/kinds';
import { ProblemError } from '../../api/problem';
import { type Connection, NotAccepted, useConnect, useConnectUnchecked } from '../../api/providers';
import type { Kind, Provider, ProviderKind } from '../../api/types';
import { useI18n } from '../../i18n';
import { FormButtons } from '../../ui/FormEnd';
import classes from './ConnectForm.module.css';
import { CredentialRefusal } from './CredentialRefusal';
import { isBaseUrl, isProviderName, needs, noSecret, type SecretValues, secretOf } from './kinds';
import { SecretFields, useSecretRules } from './SecretFields';

interface Values extends SecretValues {
  name: string;
  display_name: string;
  base_url: string;
  region: string;
  api_version: string;
  credential: string;
}

function KindChoice({ kind, onChange }: { kind: ProviderKind; onChange: (kind: ProviderKind) => void }) {
  const { t } = useI18n();
  const kinds = useQuery(kindsQuery).data ?? [];
  const documentation = kinds.find((each) => each.kind === kind)?.documentation;
  return (
    <Select
      label={t('providers.kind')}
      description={
        documentation && (
          <Anchor href={documentation} target="_blank" rel="noreferrer" size="xs">
            {t('providers.documentation')}
          </Anchor>
        )
      }
      data={kinds.map((each) => ({ value: each.kind, label: each.title }))}
      value={kind}
      onChange={(next) => next && onChange(next as ProviderKind)}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('providers.kindNone')}
      maxDropdownHeight={320}
    />
  );
}

function useConnectForm(kind: Kind | undefined) {
  const { t } = useI18n();
  const needed = (value: string) => (value.trim() === '' ? t('common.required') : null);
  return useForm<Values>({
    initialValues: {
      name: 'openai',
      display_name: '',
      base_url: '',
      region: '',
      api_version: '',
      credential: 'main',
      ...noSecret,
    },
    validate: {
      name: (value) => needed(value) ?? (isProviderName(value.trim()) ? null : t('providers.nameBad')),
      base_url: (value) => {
        const text = value.trim();
        if (text === '') return needs(kind, 'base_url') ? t('common.required') : null;
        return isBaseUrl(text) ? null : t('providers.baseUrlBad');
      },
      region: (value) => (needs(kind, 'region') ? needed(value) : null),
      api_version: (value) => (needs(kind, 'api_version') ? needed(value) : null),
      credential: needed,
      ...useSecretRules(kind?.secret ?? 'api_key'),
    },
  });
}

function toConnection(kind: Kind, values: Values): Connection {
  const optional = (text: string) => text.trim() || null;
  const secret = secretOf(kind.secret, values);
  return {
    provider: {
      name: values.name.trim(),
      kind: kind.kind,
      display_name: optional(values.display_name),
      base_url: optional(values.base_url),
      region: optional(values.region),
      api_version: optional(values.api_version),
    },
    ...(secret && { credential: { name: values.credential.trim(), secret } }),
  };
}

/** Connects a provider: it is saved once it has accepted the credential. */
export function ConnectForm({ onDone, onCancel }: { onDone: (added: Provider) => void; onCancel?: () => void }) {
  const { t, rich } = useI18n();
  const [chosen, setChosen] = useState<ProviderKind>('openai');
  const kind = useKind(chosen);
  const form = useConnectForm(kind);
  const checked = useConnect();
  const unchecked = useConnectUnchecked();
  const error = checked.error ?? unchecked.error;
  const choose = (next: ProviderKind) => {
    setChosen(next);
    checked.reset();
    unchecked.reset();
    if (!form.isDirty('name')) form.setFieldValue('name', next === 'openai_compatible' ? '' : next);
    form.clearErrors();
  };
  const send = (way: typeof checked) => (values: Values) => {
    checked.reset();
    unchecked.reset();
    if (!kind) return;
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
        <KindChoice kind={chosen} onChange={choose} />
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
          description={rich('providers.baseUrlHint', { example: <Code>https://api.openai.com/v1</Code> })}
          placeholder={kind?.base_url ?? 'https://'}
          required={needs(kind, 'base_url')}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('base_url')}
        />
        {needs(kind, 'region') && (
          <TextInput
            label={t('providers.region')}
            description={t('providers.regionHint')}
            placeholder="us-east-1"
            required
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('region')}
          />
        )}
        {chosen === 'azure_openai' && (
          <TextInput
            label={t('providers.apiVersion')}
            description={t('providers.apiVersionHint')}
            placeholder="2024-10-21"
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('api_version')}
          />
        )}
        <SecretFields form={kind?.secret ?? 'api_key'} fields={form} />
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
        <CredentialRefusal error={error} />
        <FormButtons submit={t('providers.checkAndSave')} busy={checked.isPending} onCancel={onCancel}>
          {checked.error instanceof NotAccepted && (
            <Button variant="default" loading={unchecked.isPending} onClick={() => form.onSubmit(send(unchecked))()}>
              {t('providers.saveUnchecked')}
            </Button>
          )}
        </FormButtons>
      </Stack>
    </form>
  );
}
