import { Button, CloseButton, Group, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { startQuery } from '../../api/start';
import { useI18n } from '../../i18n';
import { Panel } from '../../ui/Panel';
import { stepsOf, useStartDismissed } from '../start/steps';

/** The way to the guided start, until all of its steps are done or it was dismissed. */
export function StartBanner() {
  const { t } = useI18n();
  const [dismissed, dismiss] = useStartDismissed();
  const start = useQuery({ ...startQuery(), enabled: !dismissed });
  if (dismissed || !start.data) return null;
  const steps = stepsOf(start.data);
  const done = steps.filter((step) => step.done).length;
  if (done === steps.length) return null;
  return (
    <Panel>
      <Group justify="space-between" gap="md">
        <div style={{ flex: '1 1 18rem' }}>
          <Text fw={600}>{t('overview.startTitle')}</Text>
          <Text size="sm" c="dimmed">
            {t('overview.startHint', { done, all: steps.length })}
          </Text>
          <Progress value={(done / steps.length) * 100} size="sm" mt="xs" aria-label={t('overview.startTitle')} />
        </div>
        <Group gap="xs">
          <Button renderRoot={(props) => <Link to="/start" {...props} />}>
            {done === 0 ? t('overview.startBegin') : t('overview.startContinue')}
          </Button>
          <CloseButton aria-label={t('common.dismiss')} title={t('common.dismiss')} onClick={dismiss} />
        </Group>
      </Group>
    </Panel>
  );
}
