import { notifications } from '@mantine/notifications';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useI18n } from '../i18n';
import { useExplain } from './Failures';

/** Says in passing what was done, or why not. */
export function useNotify(): { done: (message: string) => void; failed: (error: Error) => void } {
  const { t } = useI18n();
  const explain = useExplain();
  return useMemo(
    () => ({
      done: (message) => {
        notifications.show({ message, color: 'hub', icon: <IconCheck size={16} />, withBorder: true });
      },
      failed: (error) => {
        notifications.show({
          title: t('common.failedAction'),
          message: explain(error),
          color: 'red',
          icon: <IconX size={16} />,
          withBorder: true,
          autoClose: 9_000,
        });
      },
    }),
    [t, explain],
  );
}
