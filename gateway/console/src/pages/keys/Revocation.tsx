import { Text } from '@mantine/core';
import { useRevokeKey } from '../../api/keys';
import type { Key } from '../../api/types';
import { useI18n } from '../../i18n';
import { ConfirmMutation } from '../../ui/ConfirmMutation';
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
  return (
    <ConfirmMutation
      what={
        of && {
          of: of.id,
          title: t('keys.revokeTitle', { name: of.name }),
          breaks: <Breaks of={of} />,
          action: t('keys.revoke'),
          done: t('keys.revoked_done', { name: of.name }),
        }
      }
      mutation={useRevokeKey()}
      onClose={onClose}
    />
  );
}
