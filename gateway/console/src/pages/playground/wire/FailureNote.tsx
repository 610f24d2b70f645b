import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type PlainKey, useI18n } from '../../../i18n';
import { CopyText } from '../../../ui/CopyText';
import { useApiKey } from '../access/wire';
import type { Failure, FailureKind } from './failure';

const ADVICE: Readonly<Record<FailureKind, PlainKey>> = {
  unauthenticated: 'playground.adviceSignIn',
  forbidden: 'playground.adviceForbidden',
  csrf: 'playground.adviceCsrf',
  model_not_found: 'playground.adviceModel',
  insufficient_credits: 'playground.adviceCredits',
  budget_exceeded: 'playground.adviceBudget',
  rate_limited: 'playground.adviceRate',
  too_large: 'playground.adviceLarge',
  context_length: 'playground.adviceContext',
  unsupported_parameter: 'playground.adviceParameter',
  invalid: 'playground.adviceInvalid',
  upstream_auth: 'playground.adviceUpstreamAuth',
  upstream: 'playground.adviceUpstream',
  timeout: 'playground.adviceTimeout',
  unavailable: 'playground.adviceUnavailable',
  network: 'playground.adviceNetwork',
  interrupted: 'playground.adviceInterrupted',
  unknown: 'playground.adviceUnknown',
};

/** What went wrong as the answer says it, its code, and what to do. */
export function FailureNote({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const { t } = useI18n();
  const apiKey = useApiKey();
  const signIn = failure.kind === 'unauthenticated' && apiKey === null;
  const advice = failure.kind === 'unauthenticated' && !signIn ? 'playground.adviceKey' : ADVICE[failure.kind];
  // What no server said has no words but ours.
  const ours = failure.kind === 'network' || failure.kind === 'interrupted';
  const codes = [failure.status, failure.code, failure.param].filter((one) => one !== null);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle aria-hidden />}
      role="alert"
      title={ours ? t(advice) : failure.message}
    >
      <Text size="sm">
        {!ours && t(advice)}
        {failure.retryAfter !== null && ` ${t('playground.retryAfter', { seconds: Math.ceil(failure.retryAfter) })}`}
      </Text>
      {codes.length > 0 && (
        <Text size="xs" ff="monospace" mt={6} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {codes.join(' · ')}
        </Text>
      )}
      {failure.requestId !== null && (
        <Text size="xs" mt={2} c="dimmed" component="div">
          {t('playground.requestId')} <CopyText value={failure.requestId} what={t('playground.requestId')} short />
        </Text>
      )}
      {(signIn || onRetry) && (
        <Group gap="xs" mt="sm">
          {signIn && (
            <Button size="xs" renderRoot={(link) => <Link to="/sign-in" search={{ to: '/playground' }} {...link} />}>
              {t('playground.signIn')}
            </Button>
          )}
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              {t('common.retry')}
            </Button>
          )}
        </Group>
      )}
    </Alert>
  );
}
