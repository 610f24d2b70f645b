import { Alert, Checkbox, Group, Select, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useChangeKey, useCreateKey } from '../../api/keys';
import { someModelsQuery } from '../../api/models';
import { ProblemError } from '../../api/problem';
import { providersQuery } from '../../api/providers';
import type { CreatedKey, Key, Scope } from '../../api/types';
import { type PlainKey, useI18n } from '../../i18n';
import { FormButtons, Refusal } from '../../ui/FormEnd';
import { type Expiry, endOf, expiries, isToCome } from './expiry';

/** The names of the scopes. A new scope of the hub doesn't compile without its name. */
export const scopeLabels: Readonly<Record<Scope, PlainKey>> = {
  chat: 'keys.scope_chat',
  embeddings: 'keys.scope_embeddings',
  images: 'keys.scope_images',
  models: 'keys.scope_models',
  manage: 'keys.scope_manage',
};

const scopeNames = Object.keys(scopeLabels) as Scope[];

const expiryLabels: Readonly<Record<Expiry, PlainKey>> = {
  never: 'keys.expiresNever',
  '30': 'keys.expires30',
  '90': 'keys.expires90',
  '365': 'keys.expires365',
  day: 'keys.expiresOn',
};

interface Values {
  name: string;
  scopes: Scope[];
  models: string[];
  expiry: Expiry;
  day: string;
}

const everyModel = '*';

function initial(key: Key | null): Values {
  return {
    name: key?.name ?? '',
    scopes: key?.scopes ?? scopeNames.filter((scope) => scope !== 'manage'),
    models: key?.models.filter((pattern) => pattern !== everyModel) ?? [],
    expiry: key?.expires_at ? 'day' : 'never',
    day: key?.expires_at?.slice(0, 10) ?? '',
  };
}

function useKeyForm(key: Key | null) {
  const { t } = useI18n();
  return useForm<Values>({
    initialValues: initial(key),
    validate: {
      name: (value) => (value.trim().length >= 1 && value.trim().length <= 200 ? null : t('keys.nameBad')),
      scopes: (value) => (value.length > 0 ? null : t('keys.scopesNone')),
      models: (value) =>
        value.length <= 64 && value.every((pattern) => /^[^\s"\\]{1,256}$/.test(pattern)) ? null : t('keys.modelsBad'),
      day: (value, values) => (values.expiry !== 'day' || isToCome(value, new Date()) ? null : t('keys.expiresPast')),
    },
  });
}

function useSave(key: Key | null, onCreated: (created: CreatedKey) => void, onChanged: (changed: Key) => void) {
  const create = useCreateKey();
  const change = useChangeKey();
  const save = (values: Values, onError: (error: Error) => void) => {
    const models = values.models.length > 0 ? values.models : [everyModel];
    const body = {
      name: values.name.trim(),
      scopes: values.scopes,
      models,
      expires_at: endOf(values.expiry, values.day, new Date()),
    };
    if (key) change.mutate({ id: key.id, change: body }, { onSuccess: onChanged, onError });
    // By its promise: the guided start may have gone on by then, and whoever draws nothing any more is told nothing else.
    else void create.mutateAsync(body).then(onCreated, onError);
  };
  return { save, busy: create.isPending || change.isPending, error: create.error ?? change.error };
}

function usePatterns(): string[] {
  const providers = useQuery(providersQuery).data ?? [];
  const models = useQuery(someModelsQuery({}, 500)).data?.data ?? [];
  return [...providers.map((each) => `${each.name}/*`), ...models.map((each) => each.id)];
}

/** Creates a key, or changes one. */
export function KeyForm(props: {
  of: Key | null;
  onCreated: (created: CreatedKey) => void;
  onChanged: (changed: Key) => void;
  onCancel?: () => void;
}) {
  const { t } = useI18n();
  const form = useKeyForm(props.of);
  const patterns = usePatterns();
  const { save, busy, error } = useSave(props.of, props.onCreated, props.onChanged);
  const refused = (failure: Error) => {
    if (failure instanceof ProblemError) form.setErrors(failure.fieldErrors());
  };
  return (
    <form onSubmit={form.onSubmit((values) => save(values, refused))} noValidate>
      <Stack>
        {props.of && (
          <Text size="sm" c="dimmed">
            {t('keys.editHint')}
          </Text>
        )}
        <TextInput
          label={t('keys.name')}
          description={t('keys.nameHint')}
          required
          autoFocus
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Checkbox.Group label={t('keys.scopes')} description={t('keys.scopesHint')} {...form.getInputProps('scopes')}>
          <Group gap="md" mt="xs">
            {scopeNames.map((scope) => (
              <Checkbox key={scope} value={scope} label={t(scopeLabels[scope])} />
            ))}
          </Group>
        </Checkbox.Group>
        {form.values.scopes.includes('manage') && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle />}>
            {t('keys.manageWarning')}
          </Alert>
        )}
        <TagsInput
          label={t('keys.models')}
          description={t('keys.modelsHint')}
          placeholder={form.values.models.length === 0 ? t('keys.modelsAll') : undefined}
          data={patterns}
          limit={20}
          acceptValueOnBlur
          {...form.getInputProps('models')}
        />
        <Group grow align="flex-start">
          <Select
            label={t('keys.expires')}
            allowDeselect={false}
            data={expiries.map((value) => ({ value, label: t(expiryLabels[value]) }))}
            {...form.getInputProps('expiry')}
          />
          {form.values.expiry === 'day' && (
            <TextInput type="date" label={t('keys.expiresDay')} required {...form.getInputProps('day')} />
          )}
        </Group>
        <Refusal error={error} />
        <FormButtons submit={props.of ? t('common.save') : t('keys.create')} busy={busy} onCancel={props.onCancel} />
      </Stack>
    </form>
  );
}
