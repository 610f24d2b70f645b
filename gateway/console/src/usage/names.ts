/** What the values of dimensions are called. */
import type { Dimension, Named, Operation, RequestStatus } from '../api/types';
import { type PlainKey, useI18n } from '../i18n';
import type { Tone } from '../ui/Status';

const nobody: Readonly<Record<Dimension, PlainKey>> = {
  provider: 'metrics.noProvider',
  model: 'metrics.noModel',
  key: 'metrics.noKey',
  user: 'metrics.noUser',
  app: 'metrics.noApp',
  organization: 'common.none',
  status: 'common.none',
  operation: 'common.none',
};

/** The tone of a call's end. */
export const statusTones: Readonly<Record<RequestStatus, Tone>> = {
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'idle',
  refused: 'warn',
};

const statusNames: Readonly<Record<string, PlainKey>> = {
  succeeded: 'metrics.succeeded',
  failed: 'metrics.failed',
  cancelled: 'metrics.cancelled',
  refused: 'metrics.refused',
} satisfies Record<RequestStatus, PlainKey>;

const operationNames: Readonly<Record<string, PlainKey>> = {
  chat: 'metrics.chat',
  embeddings: 'metrics.embeddings',
  image_generation: 'metrics.image_generation',
  image_edit: 'metrics.image_edit',
  moderation: 'metrics.moderation',
  rerank: 'metrics.rerank',
  speech: 'metrics.speech',
  transcription: 'metrics.transcription',
} satisfies Record<Operation, PlainKey>;

/** The names of dimensions and their values in the language in use. */
export function useNames() {
  const { t } = useI18n();
  return {
    dimension: (dimension: Dimension) => t(`metrics.${dimension}`),
    status: (status: RequestStatus) => t(`metrics.${status}`),
    operation: (operation: Operation) => t(`metrics.${operation}`),
    value: (dimension: Dimension, value: Named | null | undefined): string => {
      if (!value?.id) return t(nobody[dimension]);
      const known = dimension === 'status' ? statusNames : dimension === 'operation' ? operationNames : {};
      const key = known[value.id];
      return key ? t(key) : value.name;
    },
  };
}
