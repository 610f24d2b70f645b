import type { ReactNode } from 'react';
import classes from './Legend.module.css';

/** What the colours of a chart stand for. */
export function Legend({ entries }: { entries: readonly { id: string; label: ReactNode; color: string }[] }) {
  return (
    <ul className={classes.legend}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <span className={classes.swatch} style={{ background: entry.color }} aria-hidden />
          {entry.label}
        </li>
      ))}
    </ul>
  );
}
