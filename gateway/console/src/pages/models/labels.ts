import type { ModelType } from '../../api/types';
import type { PlainKey } from '../../i18n';

/** The names of what models are for. A new type of the hub doesn't compile without its name. */
export const typeLabels: Readonly<Record<ModelType, PlainKey>> = {
  chat: 'models.typeChat',
  embedding: 'models.typeEmbedding',
  image: 'models.typeImage',
};
