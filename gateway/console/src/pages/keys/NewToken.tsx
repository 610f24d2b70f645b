import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { someModelsQuery } from '../../api/models';
import type { CreatedKey } from '../../api/types';
import { useI18n } from '../../i18n';
import { CodeBlock } from '../../ui/CodeBlock';
import { curlOf } from './curl';
import classes from './NewToken.module.css';

/** The token of a new key, this once. */
export function NewToken({ created, onDone }: { created: CreatedKey; onDone: () => void }) {
  const { t } = useI18n();
  const model = useQuery(someModelsQuery({ type: 'chat', enabled: true }, 1)).data?.data[0];
  return (
    <Stack>
      <Alert color="orange" variant="light" icon={<IconAlertTriangle />}>
        {t('keys.createdOnce')}
      </Alert>
      <div className={classes.token}>
        <CodeBlock code={created.token} label={t('keys.token')} />
      </div>
      {model && (
        <div>
          <Text size="sm" fw={550} mb={4}>
            {t('keys.tryIt')}
          </Text>
          <CodeBlock code={curlOf(window.location.origin, created.token, model.id)} label={t('keys.tryIt')} />
        </div>
      )}
      <Text size="sm" c="dimmed">
        {t('keys.narrowHint')}
      </Text>
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('keys.done')}</Button>
      </Group>
    </Stack>
  );
}
