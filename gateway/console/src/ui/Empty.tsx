import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

/** Nothing here, why, and what to do next. */
export function Empty(props: { drawing: ReactNode; title: string; hint?: ReactNode; children?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={44} px="md" ta="center">
      {props.drawing}
      <Title order={2} mt="xs" fz="md">
        {props.title}
      </Title>
      {props.hint && (
        <Text c="dimmed" maw={440}>
          {props.hint}
        </Text>
      )}
      {props.children && (
        <Group gap="xs" mt="sm" justify="center">
          {props.children}
        </Group>
      )}
    </Stack>
  );
}
