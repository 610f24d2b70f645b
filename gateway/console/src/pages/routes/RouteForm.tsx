import { ActionIcon, Autocomplete, Button, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from '../../api/models';
import { useAddRoute, useChangeRoute } from '../../api/routes';
import type { Route, RouteStrategy } from '../../api/types';
import { useI18n } from '../../i18n';
import { Dialog } from '../../ui/Dialog';
import { FormButtons, Refusal } from '../../ui/FormEnd';
import { useNotify } from '../../ui/notify';
import { strategies, strategyHints, strategyLabels } from './labels';
import { idOf, partsOf } from './shares';

interface Target {
  key: string;
  id: string;
  weight: number | '';
}

interface Values {
  name: string;
  strategy: RouteStrategy;
  targets: Target[];
  fallbacks: Target[];
  attempts: number | '';
}

type List = 'targets' | 'fallbacks';

/** What the fields of each list are called. */
const names = {
  targets: { one: 'routes.target', add: 'routes.addTarget', remove: 'routes.removeTarget' },
  fallbacks: { one: 'routes.fallbackName', add: 'routes.addFallback', remove: 'routes.removeFallback' },
} as const;

let made = 0;
const blank = (): Target => ({ key: `new-${made++}`, id: '', weight: 1 });

function initial(route: Route | null): Values {
  const targets = (list: Route['targets']) =>
    list.map((each) => ({ key: idOf(each), id: idOf(each), weight: each.weight }));
  return {
    name: route?.name ?? '',
    strategy: route?.strategy ?? 'weighted',
    targets: route ? targets(route.targets) : [blank()],
    fallbacks: route ? targets(route.fallbacks) : [],
    attempts: route?.retries.max_attempts ?? 5,
  };
}

function bodyOf(values: Values, route: Route | null) {
  const before = [...(route?.targets ?? []), ...(route?.fallbacks ?? [])];
  const targets = (list: Target[]) =>
    list.flatMap((each) => {
      const parts = partsOf(each.id.trim());
      const timeout = before.find((one) => idOf(one) === each.id)?.timeout_ms;
      return parts
        ? [{ ...parts, weight: each.weight === '' ? 1 : each.weight, ...(timeout ? { timeout_ms: timeout } : {}) }]
        : [];
    });
  return {
    strategy: values.strategy,
    targets: targets(values.targets),
    fallbacks: targets(values.fallbacks),
    retries: values.attempts === '' ? {} : { max_attempts: values.attempts },
  };
}

function useSave(route: Route | null, onDone: () => void) {
  const { t } = useI18n();
  const { done } = useNotify();
  const add = useAddRoute();
  const change = useChangeRoute();
  const onSuccess = (saved: Route) => {
    done(route ? t('providers.saved') : t('routes.added', { name: saved.name }));
    onDone();
  };
  const save = (values: Values) => {
    const body = bodyOf(values, route);
    if (route) change.mutate({ id: route.id, change: body }, { onSuccess });
    else add.mutate({ name: values.name.trim(), ...body }, { onSuccess });
  };
  return { save, busy: add.isPending || change.isPending, error: add.error ?? change.error };
}

function Form({ route, onDone }: { route: Route | null; onDone: () => void }) {
  const { t } = useI18n();
  const models = useQuery(modelsQuery).data ?? [];
  const { save, busy, error } = useSave(route, onDone);
  const named = (id: string) => (partsOf(id.trim()) ? null : t('routes.targetBad'));
  const form = useForm<Values>({
    initialValues: initial(route),
    validate: {
      name: (value) => (/^\S{1,256}$/.test(value.trim()) ? null : t('models.nameBad')),
      targets: { id: named },
      fallbacks: { id: named },
    },
  });
  const ids = models.map((each) => each.id);
  const list = (name: List, weighted: boolean) =>
    form.values[name].map((target, index) => (
      <Group key={target.key} gap="xs" wrap="nowrap" align="flex-start">
        <Autocomplete
          style={{ flex: 1 }}
          aria-label={t(names[name].one, { place: index + 1 })}
          placeholder={t('routes.targetHint')}
          data={ids}
          limit={50}
          spellCheck={false}
          {...form.getInputProps(`${name}.${index}.id`)}
        />
        {weighted && (
          <NumberInput
            w={96}
            aria-label={t('routes.weightOf', { place: index + 1 })}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            {...form.getInputProps(`${name}.${index}.weight`)}
          />
        )}
        <ActionIcon
          mt={4}
          aria-label={t(names[name].remove, { place: index + 1 })}
          disabled={name === 'targets' && form.values.targets.length === 1}
          onClick={() => form.removeListItem(name, index)}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Group>
    ));
  const more = (name: List) => (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => form.insertListItem(name, blank())}
    >
      {t(names[name].add)}
    </Button>
  );
  return (
    <form onSubmit={form.onSubmit(save)} noValidate>
      <Stack>
        {!route && (
          <TextInput
            label={t('routes.name')}
            description={t('routes.nameHint')}
            required
            data-autofocus
            spellCheck={false}
            autoComplete="off"
            {...form.getInputProps('name')}
          />
        )}
        <Select
          label={t('routes.strategy')}
          description={t(strategyHints[form.values.strategy])}
          allowDeselect={false}
          data={strategies.map((value) => ({ value, label: t(strategyLabels[value]) }))}
          {...form.getInputProps('strategy')}
        />
        <Stack gap="xs">
          <Text size="sm" fw={550}>
            {t('routes.targets')}
          </Text>
          {list('targets', form.values.strategy !== 'fallback')}
          <Group>{more('targets')}</Group>
        </Stack>
        <Stack gap="xs">
          <Text size="sm" fw={550}>
            {t('routes.fallbacks')}
          </Text>
          {list('fallbacks', false)}
          <Group>{more('fallbacks')}</Group>
        </Stack>
        <NumberInput
          label={t('routes.attempts')}
          description={t('routes.attemptsHint')}
          min={1}
          max={10}
          allowDecimal={false}
          {...form.getInputProps('attempts')}
        />
        <Refusal error={error} />
        <FormButtons submit={route ? t('common.save') : t('common.add')} busy={busy} />
      </Stack>
    </form>
  );
}

/** Adds a route, or changes one. */
export function RouteForm({ what, onClose }: { what: Route | 'new' | null; onClose: () => void }) {
  const { t } = useI18n();
  const route = what === 'new' ? null : what;
  return (
    <Dialog
      opened={what !== null}
      onClose={onClose}
      title={route ? t('models.edit', { name: route.name }) : t('routes.add')}
      size="lg"
    >
      {what !== null && <Form route={route} onDone={onClose} />}
    </Dialog>
  );
}
