import { NumberInput, Select, SimpleGrid, Stack, TagsInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useAddModel, useChangeModel } from '../../api/models';
import { ProblemError } from '../../api/problem';
import { providersQuery } from '../../api/providers';
import type { Model, ModelType } from '../../api/types';
import { useI18n } from '../../i18n';
import { Dialog } from '../../ui/Dialog';
import { FormButtons, Refusal } from '../../ui/FormEnd';
import { useNotify } from '../../ui/notify';
import { typeLabels } from './labels';
import { modelTypes } from './search';

interface Values {
  provider: string;
  model: string;
  type: ModelType;
  context_window: number | '';
  max_output_tokens: number | '';
  capabilities: string[];
}

function initial(model: Model | null, provider: string): Values {
  return {
    provider: model?.provider ?? provider,
    model: model?.model ?? '',
    type: model?.type ?? 'chat',
    context_window: model?.context_window ?? '',
    max_output_tokens: model?.max_output_tokens ?? '',
    capabilities: model?.capabilities ?? [],
  };
}

function useSave(model: Model | null, onDone: () => void) {
  const { t } = useI18n();
  const { done } = useNotify();
  const add = useAddModel();
  const change = useChangeModel();
  const saved = (one: Model) => {
    done(model ? t('providers.saved') : t('models.added', { name: one.id }));
    onDone();
  };
  const save = (values: Values, onError: (error: Error) => void) => {
    const { provider, model: name, ...rest } = values;
    const about = {
      ...rest,
      context_window: rest.context_window === '' ? null : rest.context_window,
      max_output_tokens: rest.max_output_tokens === '' ? null : rest.max_output_tokens,
    };
    if (model) change.mutate({ model, change: about }, { onSuccess: saved, onError });
    else add.mutate({ provider, model: name.trim(), ...about }, { onSuccess: saved, onError });
  };
  return { save, busy: add.isPending || change.isPending, error: add.error ?? change.error };
}

function Form({ model, provider, onDone }: { model: Model | null; provider: string; onDone: () => void }) {
  const { t } = useI18n();
  const providers = useQuery(providersQuery).data ?? [];
  const { save, busy, error } = useSave(model, onDone);
  const form = useForm<Values>({
    initialValues: initial(model, provider || (providers[0]?.name ?? '')),
    validate: {
      provider: (value) => (value ? null : t('common.required')),
      model: (value) => (/^\S{1,256}$/.test(value.trim()) ? null : t('models.nameBad')),
    },
  });
  const refused = (failure: Error) => {
    if (failure instanceof ProblemError) form.setErrors(failure.fieldErrors());
  };
  return (
    <form onSubmit={form.onSubmit((values) => save(values, refused))} noValidate>
      <Stack>
        {!model && (
          <>
            <Select
              label={t('models.provider')}
              required
              data={providers.map((each) => ({ value: each.name, label: each.display_name ?? each.name }))}
              allowDeselect={false}
              {...form.getInputProps('provider')}
            />
            <TextInput
              label={t('models.name')}
              description={t('models.nameHint')}
              required
              data-autofocus
              spellCheck={false}
              autoComplete="off"
              {...form.getInputProps('model')}
            />
          </>
        )}
        <Select
          label={t('models.type')}
          required
          allowDeselect={false}
          data={modelTypes.map((value) => ({ value, label: t(typeLabels[value]) }))}
          {...form.getInputProps('type')}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NumberInput
            label={t('models.context')}
            description={t('models.contextHint')}
            min={1}
            max={1_000_000_000}
            allowDecimal={false}
            thousandSeparator=","
            {...form.getInputProps('context_window')}
          />
          <NumberInput
            label={t('models.output')}
            description={t('models.outputHint')}
            min={1}
            max={1_000_000_000}
            allowDecimal={false}
            thousandSeparator=","
            {...form.getInputProps('max_output_tokens')}
          />
        </SimpleGrid>
        <TagsInput
          label={t('models.capabilities')}
          description={t('models.capabilitiesHint')}
          data={['tools', 'vision', 'reasoning', 'json_schema', 'audio']}
          {...form.getInputProps('capabilities')}
        />
        <Refusal error={error} />
        <FormButtons submit={model ? t('common.save') : t('common.add')} busy={busy} />
      </Stack>
    </form>
  );
}

/** Adds a model by hand, or changes one. */
export function ModelForm(props: { what: Model | 'new' | null; provider: string; onClose: () => void }) {
  const { t } = useI18n();
  const model = props.what === 'new' ? null : props.what;
  return (
    <Dialog
      opened={props.what !== null}
      onClose={props.onClose}
      title={model ? t('models.edit', { name: model.id }) : t('models.add')}
      size="lg"
    >
      {props.what !== null && <Form model={model} provider={props.provider} onDone={props.onClose} />}
    </Dialog>
  );
}
