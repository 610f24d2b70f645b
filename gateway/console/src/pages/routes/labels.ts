import type { RouteStrategy } from '../../api/types';
import type { PlainKey } from '../../i18n';

/** How a route can choose. */
export const strategies = ['weighted', 'latency', 'cost', 'fallback'] as const satisfies readonly RouteStrategy[];

/** Their names. */
export const strategyLabels: Record<RouteStrategy, PlainKey> = {
  weighted: 'routes.weighted',
  latency: 'routes.latency',
  cost: 'routes.cost',
  fallback: 'routes.fallback',
};

/** What they do. */
export const strategyHints: Record<RouteStrategy, PlainKey> = {
  weighted: 'routes.weightedHint',
  latency: 'routes.latencyHint',
  cost: 'routes.costHint',
  fallback: 'routes.fallbackHint',
};
