import { Switch } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNotify } from './notify';

/** Turns something on and off. It stands where it was put while that is being saved, and goes back where that fails. */
export function EnabledSwitch(props: {
  label: string;
  enabled: boolean;
  save: (enabled: boolean) => Promise<unknown>;
}) {
  const { failed } = useNotify();
  const change = useMutation({ mutationFn: props.save, onError: failed });
  return (
    <Switch
      aria-label={props.label}
      checked={change.isPending ? change.variables : props.enabled}
      onChange={(event) => change.mutate(event.currentTarget.checked)}
    />
  );
}
