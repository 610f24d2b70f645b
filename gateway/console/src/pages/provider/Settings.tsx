import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useKind } from '../../api/kinds';
import { ProblemError } from '../../api/problem';
import { useChangeProvider } from '../../api/providers';
import type { Provider } from '../../api/types';
import { useI18n } from '../../i18n';
import { useNotify } from '../../ui/notify';
import { Panel } from '../../ui/Panel';
import { isBaseUrl, needs } from '../providers/kinds';

/** What can be changed of a provider. */
export function Settings({ provider }: { provider: Provider }) {
  const { t } = useI18n();
  const { done, failed } = useNotify();
  const change = useChangeProvider();
  const kind = useKind(provider.kind);
  const needed = needs(kind, 'base_url');
  const form = useForm({
    initialValues: {
      display_name: provider.display_name ?? '',
      base_url: provider.base_url ?? '',
      region: provider.region ?? '',
      api_version: provider.api_version ?? '',
    },
    validate: {
      base_url: (value) => {
        const text = value.trim();
        if (text === '') return needed ? t('common.required') : null;
        return isBaseUrl(text) ? null : t('providers.baseUrlBad');
      },
      region: (value) => (needs(kind, 'region') && value.trim() === '' ? t('common.required') : null),
    },
  });
  const send = (values: typeof form.values) =>
    change.mutate(
      {
        id: provider.id,
        change: {
          display_name: values.display_name.trim() || null,
          base_url: values.base_url.trim() || null,
          region: values.region.trim() || null,
          api_version: values.api_version.trim() || null,
        },
      },
      {
        onSuccess: () => {
          form.resetDirty();
          done(t('providers.saved'));
        },
        onError: (error) => {
          if (error instanceof ProblemError) form.setErrors(error.fieldErrors());
          failed(error);
        },
      },
    );
  return (
    <Panel title={t('providers.settings')}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <Stack maw={520}>
          <TextInput
            label={t('providers.displayName')}
            description={t('providers.displayNameHint')}
            {...form.getInputProps('display_name')}
          />
          <TextInput
            label={t('providers.baseUrl')}
            placeholder={kind?.base_url ?? 'https://'}
            required={needed}
            {...form.getInputProps('base_url')}
          />
          {needs(kind, 'region') && (
            <TextInput label={t('providers.region')} required {...form.getInputProps('region')} />
          )}
          {provider.kind === 'azure_openai' && (
            <TextInput
              label={t('providers.apiVersion')}
              description={t('providers.apiVersionHint')}
              {...form.getInputProps('api_version')}
            />
          )}
          <Group>
            <Button type="submit" loading={change.isPending} disabled={!form.isDirty()}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
