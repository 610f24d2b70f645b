import type { UseMutationResult } from '@tanstack/react-query';
import { Confirm, type Consequence } from './Confirm';
import { useNotify } from './notify';

/** A mutation that can't be undone: what it is of, what it breaks, and what to say once it is made. */
export interface Irrevocable<Of> extends Consequence {
  of: Of;
  done: string;
}

/** Asks before a mutation that can't be undone, makes it, and says so. Nothing is asked while `what` is null. */
export function ConfirmMutation<Of>(props: {
  what: Irrevocable<Of> | null;
  mutation: UseMutationResult<unknown, Error, Of>;
  onClose: () => void;
  /** What follows instead of closing once it is made. */
  onDone?: () => void;
}) {
  const { done } = useNotify();
  const { what, mutation, onClose, onDone = onClose } = props;
  const onSuccess = () => {
    if (what) done(what.done);
    onDone();
  };
  return (
    <Confirm
      what={what}
      busy={mutation.isPending}
      error={mutation.error}
      onCancel={onClose}
      onConfirm={() => what && mutation.mutate(what.of, { onSuccess })}
    />
  );
}
