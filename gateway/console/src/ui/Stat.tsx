import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './Stat.module.css';

/** How a figure moved against the period before, and whether that is good. */
export interface Change {
  text: string;
  title: string;
  tone: 'good' | 'bad' | 'idle';
}

/** One figure with its name, its change and its trend. */
export interface StatProps {
  label: string;
  value: string;
  exact?: string;
  note?: ReactNode;
  change?: Change | null;
  trend?: ReactNode;
  /** The calls behind the figure. */
  to?: { to: string; search: Record<string, unknown> };
}

/** The figure, which leads to what is behind it. */
export function Stat({ label, value, exact, note, change, trend, to }: StatProps) {
  const figure = (
    <span className={classes.value} title={exact}>
      {value}
    </span>
  );
  return (
    <div className={classes.stat}>
      <p className={classes.label}>{label}</p>
      <p className={classes.line}>
        {to ? (
          <Link
            to={to.to}
            search={to.search}
            className={classes.link}
            aria-label={`${label}: ${value}${exact && exact !== value ? ` (${exact})` : ''}`}
          >
            {figure}
          </Link>
        ) : (
          figure
        )}
        {change && (
          <span className={classes.change} data-tone={change.tone} title={change.title}>
            {change.text}
          </span>
        )}
      </p>
      <div className={classes.note} title={typeof note === 'string' ? note : undefined}>
        {note}
      </div>
      {trend && <div className={classes.trend}>{trend}</div>}
    </div>
  );
}

/** A figure to be. */
export function StatSkeleton() {
  return (
    <div className={classes.stat}>
      <Skeleton height={10} width="45%" my={5} radius="sm" />
      <Skeleton height={20} width="60%" my={6} radius="sm" />
      <Skeleton height={10} width="70%" mt={4} radius="sm" />
      <Skeleton height={26} mt={14} radius="sm" />
    </div>
  );
}

/** Figures side by side on one surface. */
export function Stats({ children, label }: { children: ReactNode; label: string }) {
  return (
    <section className={classes.stats} aria-label={label}>
      {children}
    </section>
  );
}
