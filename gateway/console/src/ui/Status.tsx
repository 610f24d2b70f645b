import type { ReactNode } from 'react';
import classes from './Status.module.css';

/** How something is. */
export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'accent';

/** A state as a dot and a word: never by colour alone. */
export function Status({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={classes.status} data-tone={tone} title={title}>
      <span className={classes.dot} aria-hidden />
      <span className={classes.word}>{children}</span>
    </span>
  );
}

/** A small fact about something, such as a type or a scope. */
export function Tag({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span className={classes.tag} title={title}>
      {children}
    </span>
  );
}
