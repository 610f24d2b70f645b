/** Parts of pages that are loaded when they are first needed. */
import { type ComponentType, type LazyExoticComponent, lazy, useState } from 'react';

/** A component of a module that is loaded when it is first drawn; draw it inside `Suspense`. */
export function lazyPart<Name extends string, Props>(
  load: () => Promise<Record<Name, ComponentType<Props>>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => ({ default: (await load())[name] }));
}

/** Whether `now` has ever been true: what was opened once stays, so that it can close in peace. */
export function useEver(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever || now;
}
