/** What the hub takes in the fields of a provider, and how a secret is put together from what was typed. */
import type { Kind, Secret, SecretForm } from '../../api/types';

const namePattern = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const baseUrlPattern =
  /^https?:\/\/[A-Za-z0-9.-]{1,253}(:([1-9][0-9]{0,3}|[1-5][0-9]{4}))?(\/[A-Za-z0-9._~/-]{0,500})?$/;
const secretPattern = /^[!-~]{1,4096}$/;

/** Whether the hub takes it as a provider's name. */
export const isProviderName = (text: string) => namePattern.test(text);

/** Whether the hub takes it as an address. */
export const isBaseUrl = (text: string) => baseUrlPattern.test(text);

/** Whether the hub takes it as a secret. */
export const isSecret = (text: string) => secretPattern.test(text);

/** Whether a provider of the kind cannot do without it. */
export const needs = (kind: Kind | undefined, what: Kind['needs'][number]) => kind?.needs.includes(what) ?? false;

/** What was typed of a secret; which fields matter is the kind's to say. */
export interface SecretValues {
  api_key: string;
  access_key_id: string;
  secret_access_key: string;
  session_token: string;
  aws_region: string;
  service_account: string;
}

/** Nothing typed. */
export const noSecret: SecretValues = {
  api_key: '',
  access_key_id: '',
  secret_access_key: '',
  session_token: '',
  aws_region: '',
  service_account: '',
};

/** Whether the typed text is a key file of a service account. */
export function isKeyFile(text: string): boolean {
  try {
    const file = JSON.parse(text) as Record<string, unknown>;
    return ['client_email', 'private_key', 'token_uri', 'project_id'].every((name) => typeof file[name] === 'string');
  } catch {
    return false;
  }
}

/** The secret that the hub is sent; nothing where none is needed and none was typed. */
export function secretOf(form: SecretForm, values: SecretValues): Secret | undefined {
  const key = values.api_key.trim();
  switch (form) {
    case 'service_account':
      return { service_account: JSON.parse(values.service_account) };
    case 'aws':
      if (key) return { api_key: key };
      return {
        access_key_id: values.access_key_id.trim(),
        secret_access_key: values.secret_access_key.trim(),
        ...(values.session_token.trim() && { session_token: values.session_token.trim() }),
        ...(values.aws_region.trim() && { region: values.aws_region.trim() }),
      };
    case 'api_key':
    case 'optional_api_key':
      return key ? { api_key: key } : undefined;
  }
}
