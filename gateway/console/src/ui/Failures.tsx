/** What is shown where something could not be. */
import { Button, Stack, Text, Title } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useCallback } from 'react';
import { ProblemError } from '../api/problem';
import { useI18n } from '../i18n';
import { CableCut, LostWay } from './illustrations';

/** The words for an error: the hub's own, or that it can't be reached. */
export function useExplain(): (error: Error) => string {
  const { t } = useI18n();
  return useCallback(
    (error) => {
      if (!(error instanceof ProblemError)) return error.message;
      if (error.status === 0) return t('common.failedUnreachable');
      if (error.status === 403 && error.code === 'forbidden') return t('common.failedForbidden');
      return error.message;
    },
    [t],
  );
}

/** What failed, and a way to try again. */
export function Failure(props: { error: Error; onRetry?: () => void }) {
  const { t } = useI18n();
  const explain = useExplain();
  const code = props.error instanceof ProblemError ? props.error.code : null;
  return (
    <Stack align="center" gap="xs" py={40} px="md" ta="center" role="alert">
      <CableCut />
      <Title order={2} fz="md">
        {t('common.failedTitle')}
      </Title>
      <Text c="dimmed" maw={460} style={{ overflowWrap: 'anywhere' }}>
        {explain(props.error)}
      </Text>
      {code && (
        <Text size="xs" c="dimmed" ff="monospace">
          {t('common.failedRequestId', { code })}
        </Text>
      )}
      {props.onRetry && (
        <Button variant="default" mt="xs" leftSection={<IconRefresh size={15} />} onClick={props.onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </Stack>
  );
}

/** An address without a page. */
export function NotFound() {
  const { t } = useI18n();
  return (
    <Stack align="center" gap="xs" py={72} px="md" ta="center">
      <LostWay />
      <Title order={1}>{t('common.notFoundTitle')}</Title>
      <Text c="dimmed">{t('common.notFoundHint')}</Text>
      <Button variant="default" mt="xs" renderRoot={(props) => <Link to="/" {...props} />}>
        {t('common.toOverview')}
      </Button>
    </Stack>
  );
}

/** A page that threw. */
export function Crashed({ error, reset }: { error: unknown; reset: () => void }) {
  const { t } = useI18n();
  if (error instanceof ProblemError) return <Failure error={error} onRetry={reset} />;
  return (
    <Stack align="center" gap="xs" py={72} px="md" ta="center" role="alert">
      <CableCut />
      <Title order={1}>{t('common.crashedTitle')}</Title>
      <Text c="dimmed">{t('common.crashedHint')}</Text>
      <Text size="xs" c="dimmed" ff="monospace" maw={560} style={{ overflowWrap: 'anywhere' }}>
        {error instanceof Error ? error.message : String(error)}
      </Text>
      <Button variant="default" mt="xs" onClick={() => window.location.reload()}>
        {t('common.reload')}
      </Button>
    </Stack>
  );
}
