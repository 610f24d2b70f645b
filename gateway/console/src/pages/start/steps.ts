/** The steps of the guided start. */
import { useLocalStorage } from '@mantine/hooks';
import type { Start } from '../../api/types';

/** A step's name. */
export type StepName = 'provider' | 'model' | 'key' | 'request';

/** A step and whether it is done. */
export interface Step {
  name: StepName;
  done: boolean;
}

/** The steps in their order, by what the hub knows. */
export function stepsOf(start: Start): Step[] {
  return [
    { name: 'provider', done: start.provider && start.credential },
    { name: 'model', done: start.model },
    { name: 'key', done: start.key },
    { name: 'request', done: start.request },
  ];
}

/** Whether the guided start was dismissed in this browser, and how to do so. */
export function useStartDismissed(): [dismissed: boolean, dismiss: () => void, restore: () => void] {
  const [value, setValue] = useLocalStorage({
    key: 'hub-start',
    defaultValue: 'shown',
    getInitialValueInEffect: false,
  });
  return [value === 'dismissed', () => setValue('dismissed'), () => setValue('shown')];
}
