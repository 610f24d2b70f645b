import { ActionIcon, Button, Group, PasswordInput, Popover, Stack, Text, Tooltip } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../../i18n';
import { setApiKey, useApiKey } from './wire';

/** Who calls: the person who is signed in, or a key. */
export function Access() {
  const { t } = useI18n();
  const apiKey = useApiKey();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} width={320} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={apiKey === null ? t('playground.asYou') : t('playground.asKey', { end: apiKey.slice(-4) })}>
          <ActionIcon
            size={34}
            variant={apiKey === null ? 'default' : 'light'}
            color={apiKey === null ? 'gray' : 'hub'}
            onClick={() => setOpened((before) => !before)}
            aria-label={t('playground.access')}
          >
            <IconKey size={17} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('playground.access')}>
        <KeyForm onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function KeyForm({ onDone }: { onDone: () => void }) {
  const { t } = useI18n();
  const apiKey = useApiKey();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setApiKey(typed.trim());
    onDone();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm">
          {apiKey === null ? t('playground.asYou') : t('playground.asKey', { end: apiKey.slice(-4) })}
        </Text>
        <PasswordInput
          data-autofocus
          label={t('playground.useKey')}
          description={t('playground.keyInMemory')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          visibilityToggleButtonProps={{ 'aria-label': t('playground.showKey') }}
        />
        <Group gap="xs" justify="flex-end">
          {apiKey !== null && (
            <Button
              variant="default"
              onClick={() => {
                setApiKey(null);
                onDone();
              }}
            >
              {t('playground.backToSession')}
            </Button>
          )}
          <Button type="submit" disabled={typed.trim() === ''}>
            {t('playground.useThisKey')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
