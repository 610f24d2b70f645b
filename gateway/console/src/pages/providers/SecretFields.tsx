import { JsonInput, PasswordInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { SecretForm } from '../../api/types';
import { useI18n } from '../../i18n';
import { isKeyFile, isSecret, type SecretValues } from './kinds';

type Rule = (value: string, values: SecretValues) => string | null;

/** What is wrong with the typed fields of a secret of this form. */
export function useSecretRules(form: SecretForm): Record<keyof SecretValues, Rule> {
  const { t } = useI18n();
  const text = (value: string) => (isSecret(value.trim()) ? null : t('providers.apiKeyBad'));
  const needed = (value: string) => (value.trim() === '' ? t('common.required') : text(value));
  const optional = (value: string) => (value.trim() === '' ? null : text(value));
  const key: Rule = form === 'api_key' ? needed : form === 'service_account' ? () => null : optional;
  const ofAws: Rule = (value, values) => (form === 'aws' && values.api_key.trim() === '' ? needed(value) : null);
  return {
    api_key: key,
    access_key_id: ofAws,
    secret_access_key: ofAws,
    session_token: (value) => (form === 'aws' ? optional(value) : null),
    aws_region: (value) => (form === 'aws' ? optional(value) : null),
    service_account: (value) =>
      form !== 'service_account' || isKeyFile(value) ? null : t('providers.serviceAccountBad'),
  };
}

/** The fields that a secret of this form is typed into. */
export function SecretFields<Values extends SecretValues>(props: {
  form: SecretForm;
  fields: UseFormReturnType<Values>;
  autoFocus?: boolean;
}) {
  const { t } = useI18n();
  const { form, fields } = props;
  const shown = { 'aria-label': t('signIn.show') };
  if (form === 'service_account') {
    return (
      <JsonInput
        label={t('providers.serviceAccount')}
        description={t('providers.serviceAccountHint')}
        required
        autosize
        minRows={4}
        maxRows={10}
        autoComplete="off"
        spellCheck={false}
        data-autofocus={props.autoFocus}
        {...fields.getInputProps('service_account')}
      />
    );
  }
  return (
    <>
      {form === 'aws' && (
        <>
          <TextInput
            label={t('providers.accessKeyId')}
            description={t('providers.awsHint')}
            autoComplete="off"
            spellCheck={false}
            {...fields.getInputProps('access_key_id')}
          />
          <PasswordInput
            label={t('providers.secretAccessKey')}
            autoComplete="off"
            visibilityToggleButtonProps={shown}
            {...fields.getInputProps('secret_access_key')}
          />
          <PasswordInput
            label={t('providers.sessionToken')}
            autoComplete="off"
            visibilityToggleButtonProps={shown}
            {...fields.getInputProps('session_token')}
          />
          <TextInput
            label={t('providers.credentialRegion')}
            description={t('providers.credentialRegionHint')}
            autoComplete="off"
            spellCheck={false}
            {...fields.getInputProps('aws_region')}
          />
        </>
      )}
      <PasswordInput
        label={t('providers.apiKey')}
        description={form === 'optional_api_key' ? t('providers.apiKeyOptional') : undefined}
        required={form === 'api_key'}
        autoComplete="off"
        data-autofocus={props.autoFocus}
        visibilityToggleButtonProps={shown}
        {...fields.getInputProps('api_key')}
      />
    </>
  );
}
