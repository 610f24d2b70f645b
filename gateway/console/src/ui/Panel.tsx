import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './Panel.module.css';

/** A surface with a subject. `flush` leaves its content the whole width, as tables want. */
export function Panel(props: {
  title?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  flush?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const heading = useId();
  const classNames = [classes.panel, props.className].filter(Boolean).join(' ');
  return (
    <section className={classNames} aria-labelledby={props.title ? heading : undefined}>
      {props.title && (
        <Group justify="space-between" align="flex-start" className={classes.head} gap="xs">
          <div style={{ minWidth: 0 }}>
            <Title order={2} id={heading} fz="md">
              {props.title}
            </Title>
            {props.lead && (
              <Text size="sm" c="dimmed">
                {props.lead}
              </Text>
            )}
          </div>
          {props.actions}
        </Group>
      )}
      <div className={props.flush ? classes.flush : classes.body}>{props.children}</div>
    </section>
  );
}
