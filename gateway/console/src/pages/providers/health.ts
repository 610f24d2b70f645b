import type { HealthStatus } from '../../api/types';
import type { PlainKey } from '../../i18n';
import type { Tone } from '../../ui/Status';

/** How a provider stands, in words. */
export const healthLabels: Record<HealthStatus, PlainKey> = {
  unknown: 'providers.healthUnknown',
  healthy: 'providers.healthHealthy',
  degraded: 'providers.healthDegraded',
  ejected: 'providers.healthEjected',
};

/** And in colour. */
export const healthTones: Record<HealthStatus, Tone> = {
  unknown: 'idle',
  healthy: 'good',
  degraded: 'warn',
  ejected: 'bad',
};
