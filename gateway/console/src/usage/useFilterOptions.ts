/** What can be chosen for each filter. */
import { useQuery } from '@tanstack/react-query';
import { keysQuery } from '../api/keys';
import { modelsQuery } from '../api/models';
import { providersQuery } from '../api/providers';
import type { FilterName } from './filters';
import { operations, statuses } from './filters';
import { useNames } from './names';

/** A value that can be chosen. */
export interface Choice {
  value: string;
  label: string;
}

/** The choices of each filter; empty while they are being read. */
export function useFilterOptions(): Record<FilterName, Choice[]> {
  const names = useNames();
  const providers = useQuery(providersQuery).data ?? [];
  const models = useQuery(modelsQuery).data ?? [];
  const keys = useQuery(keysQuery).data ?? [];
  const none = (dimension: FilterName): Choice => ({ value: '', label: names.value(dimension, null) });
  return {
    provider: [
      ...providers.map((each) => ({ value: each.name, label: each.display_name ?? each.name })),
      none('provider'),
    ],
    model: [...models.map((each) => ({ value: each.id, label: each.id })), none('model')],
    key: [...keys.map((each) => ({ value: each.id, label: each.name })), none('key')],
    status: statuses.map((value) => ({ value, label: names.status(value) })),
    operation: operations.map((value) => ({ value, label: names.operation(value) })),
    user: [none('user')],
    app: [none('app')],
  };
}
