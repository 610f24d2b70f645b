import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './PageHeader.module.css';

/** The head of a page: its name, what it is for, and what can be done on it. */
export function PageHeader(props: { title: string; lead?: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    document.title = `${props.title} · AIGNE Hub`;
  }, [props.title]);
  return (
    <header className={classes.header}>
      <div className={classes.text}>
        <Title order={1}>{props.title}</Title>
        {props.lead && (
          <Text c="dimmed" mt={2}>
            {props.lead}
          </Text>
        )}
      </div>
      {props.children && (
        <Group gap="xs" className={classes.actions}>
          {props.children}
        </Group>
      )}
    </header>
  );
}
