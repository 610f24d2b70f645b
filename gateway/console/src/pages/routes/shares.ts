import type { Route, RouteTarget } from '../../api/types';

/** The share of a route's calls that each target is tried first for; nothing where the strategy decides call by call. */
export function sharesOf(route: Pick<Route, 'strategy' | 'targets'>): (number | undefined)[] {
  const { strategy, targets } = route;
  const callable = targets.filter((each) => each.callable);
  if (strategy === 'fallback') return targets.map((each) => (each === callable[0] ? 1 : 0));
  if (strategy !== 'weighted') return targets.map(() => undefined);
  const whole = callable.reduce((sum, each) => sum + each.weight, 0);
  return targets.map((each) => (each.callable && whole > 0 ? each.weight / whole : 0));
}

/** How a target is named in a form: `provider/model`. */
export function idOf(target: Pick<RouteTarget, 'provider' | 'model'>): string {
  return `${target.provider}/${target.model}`;
}

/** The provider and model that an id names; nothing where it names none. */
export function partsOf(id: string): { provider: string; model: string } | undefined {
  const slash = id.indexOf('/');
  if (slash < 1 || slash === id.length - 1) return undefined;
  return { provider: id.slice(0, slash), model: id.slice(slash + 1) };
}
