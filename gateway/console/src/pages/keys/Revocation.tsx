import { Text } from '@mantine/core';
import { useRevokeKey } from '../../api/keys';
import type { Key } from '../../api/types';
import { useI18n } from '../../i18n';
import { Confirm } from '../../ui/Confirm';
import { useNotify } from '../../ui/notify';
import { useUsage } from '../../usage/useUsage';

function Breaks({ of }: { of: Key }) {
  const { t } = useI18n();
  const usage = useUsage(
    { search: { range: '24h' }, preset: '24h', align: undefined },
    { key: [of.id], metrics: '' },
    false,
  );
  const calls = usage.isPlaceholderData ? 0 : (usage.data?.totals.requests ?? 0);
  return (
    <>
      <Text inherit>{t('keys.revokeBreaks')}</Text>
      {calls > 0 && (
        <Text inherit fw={600} mt={4}>
          {t('keys.revokeUsed', { count: calls })}
        </Text>
      )}
    </>
  );
}

/** Revokes a key, having said what that breaks. */
export function Revocation({ of, onClose }: { of: Key | null; onClose: () => void }) {
  const { t } = useI18n();
  const { done } = useNotify();
  const revoke = useRevokeKey();
  return (
    <Confirm
      what={
        of && {
          title: t('keys.revokeTitle', { name: of.name }),
          breaks: <Breaks of={of} />,
          action: t('keys.revoke'),
        }
      }
      busy={revoke.isPending}
      error={revoke.error}
      onCancel={onClose}
      onConfirm={() =>
        of &&
        revoke.mutate(of.id, {
          onSuccess: () => {
            done(t('keys.revoked_done', { name: of.name }));
            onClose();
          },
        })
      }
    />
  );
}
