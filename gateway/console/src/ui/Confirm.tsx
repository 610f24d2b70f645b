import { lazy, type ReactNode, Suspense } from 'react';
import { useEver } from './lazyPart';

const ConfirmModal = lazy(() => import('./ConfirmModal'));

/** Something that can't be undone, and what it breaks. */
export interface Consequence {
  title: string;
  /** What will not work afterwards, by name. */
  breaks: ReactNode;
  action: string;
  /** A word to type first, for what breaks much. */
  word?: string;
}

/** What to ask, and what follows from the answer. Nothing is asked while `what` is null. */
export interface ConfirmProps {
  what: Consequence | null;
  onCancel: () => void;
  onConfirm: () => void;
  busy: boolean;
  error: Error | null;
}

/** Asks before something that can't be undone. */
export function Confirm(props: ConfirmProps) {
  const ever = useEver(props.what !== null);
  if (!ever) return null;
  return (
    <Suspense>
      <ConfirmModal {...props} />
    </Suspense>
  );
}
