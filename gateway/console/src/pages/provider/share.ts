import type { Credential } from '../../api/types';

/** The share of a provider's calls that a credential signs; 0 where it signs none. */
export function shareOf(credential: Credential, all: readonly Credential[]): number {
  if (credential.state !== 'active') return 0;
  const whole = all.filter((each) => each.state === 'active').reduce((sum, each) => sum + each.weight, 0);
  return whole === 0 ? 0 : credential.weight / whole;
}
