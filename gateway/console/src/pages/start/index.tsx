import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, Suspense, useState } from 'react';
import { keysQuery } from '../../api/keys';
import { someModelsQuery } from '../../api/models';
import { providersQuery } from '../../api/providers';
import { startQuery } from '../../api/start';
import type { Start } from '../../api/types';
import { type PlainKey, useI18n } from '../../i18n';
import { CodeBlock } from '../../ui/CodeBlock';
import { Failure } from '../../ui/Failures';
import { lazyPart, useEver } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { Panel } from '../../ui/Panel';
import { FormSkeleton, RowsSkeleton } from '../../ui/Skeletons';
import { Arrived, SendRequest } from './FirstRequest';
import { StepCard } from './StepCard';
import classes from './StepCard.module.css';
import { type Step, type StepName, stepsOf, useStartDismissed } from './steps';

const ModelForm = lazyPart(() => import('../models/ModelForm'), 'ModelForm');

const Discover = lazyPart(() => import('../models/Discover'), 'Discover');

const KeyForm = lazyPart(() => import('../keys/KeyForm'), 'KeyForm');

const ConnectForm = lazyPart(() => import('../providers/ConnectForm'), 'ConnectForm');

const often = 1_000;
const mostNamed = 3;

const titles: Readonly<Record<StepName, PlainKey>> = {
  provider: 'start.provider',
  model: 'start.model',
  key: 'start.key',
  request: 'start.request',
};

const leads: Readonly<Record<StepName, PlainKey>> = {
  provider: 'start.providerLead',
  model: 'start.modelLead',
  key: 'start.keyLead',
  request: 'start.requestLead',
};

function ModelStep() {
  const { t } = useI18n();
  const providers = useQuery(providersQuery).data ?? [];
  const [discovering, setDiscovering] = useState<string | undefined>(undefined);
  const [byHand, setByHand] = useState<'new' | null>(null);
  const everDiscovering = useEver(discovering !== undefined);
  const everByHand = useEver(byHand !== null);
  return (
    <Group gap="xs">
      {providers.map((provider) => (
        <Button key={provider.id} onClick={() => setDiscovering(provider.id)}>
          {t('start.discover', { name: provider.display_name ?? provider.name })}
        </Button>
      ))}
      <Button variant="default" onClick={() => setByHand('new')}>
        {t('start.byHand')}
      </Button>
      {everDiscovering && (
        <Suspense>
          <Discover provider={discovering} onProvider={setDiscovering} onClose={() => setDiscovering(undefined)} />
        </Suspense>
      )}
      {everByHand && (
        <Suspense>
          <ModelForm what={byHand} provider="" onClose={() => setByHand(null)} />
        </Suspense>
      )}
    </Group>
  );
}

function NewKeyShown({ token }: { token: string }) {
  const { t } = useI18n();
  return (
    <Stack gap={6}>
      <Text size="sm" fw={550}>
        {t('start.keyShown')}
      </Text>
      <CodeBlock code={token} label={t('keys.token')} />
    </Stack>
  );
}

/** What each done step says of itself. */
function useDoneLeads(): Readonly<Record<StepName, string>> {
  const { t } = useI18n();
  const providers = useQuery(providersQuery).data;
  const models = useQuery(someModelsQuery({ enabled: true }, 1)).data;
  const keys = useQuery(keysQuery).data;
  const done = t('start.done');
  const named = providers?.slice(0, mostNamed).map((each) => each.display_name ?? each.name);
  const names = named && [...named, ...((providers?.length ?? 0) > mostNamed ? ['…'] : [])].join(', ');
  return {
    provider: names === undefined ? done : t('start.providerDone', { names }),
    model: models ? t('start.modelDone', { count: models.total }) : done,
    key: keys ? t('start.keyDone', { count: keys.filter((each) => each.state === 'active').length }) : done,
    request: t('start.finishedLead'),
  };
}

function Steps({ start }: { start: Start }) {
  const { t } = useI18n();
  const steps = stepsOf(start);
  const done = useDoneLeads();
  const [token, setToken] = useState<string | null>(null);
  const model = useQuery(someModelsQuery({ type: 'chat', enabled: true }, 1)).data?.data[0];
  const current = steps.find((step) => !step.done)?.name;
  const content: Readonly<Record<StepName, ReactNode>> = {
    provider: (
      <Panel>
        <Suspense fallback={<FormSkeleton />}>
          <ConnectForm onDone={() => undefined} />
        </Suspense>
      </Panel>
    ),
    model: <ModelStep />,
    key: (
      <Panel>
        <Suspense fallback={<FormSkeleton />}>
          <KeyForm of={null} onCreated={(created) => setToken(created.token)} onChanged={() => undefined} />
        </Suspense>
      </Panel>
    ),
    request: <SendRequest token={token} model={model?.id ?? 'provider/model'} />,
  };
  const shown = (step: Step): ReactNode => {
    if (step.name === 'request' && step.done) return <Arrived />;
    if (step.name === 'key' && step.done && token) return <NewKeyShown token={token} />;
    return step.name === current ? content[step.name] : undefined;
  };
  return (
    <ol className={classes.steps}>
      {steps.map((step, index) => (
        <StepCard
          key={step.name}
          number={index + 1}
          title={t(titles[step.name])}
          lead={step.done ? done[step.name] : t(leads[step.name])}
          state={step.done ? 'done' : step.name === current ? 'current' : 'later'}
        >
          {shown(step)}
        </StepCard>
      ))}
    </ol>
  );
}

/** The first steps, from a provider to the first request; where it stands is the hub's to say, so it can be left and resumed. */
export function Page() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [, dismiss] = useStartDismissed();
  const start = useQuery(startQuery(often));
  return (
    <div style={{ maxWidth: 760 }}>
      <PageHeader title={t('start.title')} lead={t('start.lead')}>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => {
            dismiss();
            void navigate({ to: '/' });
          }}
        >
          {t('start.dismiss')}
        </Button>
      </PageHeader>
      {start.data && <Steps start={start.data} />}
      {start.isPending && <RowsSkeleton rows={4} />}
      {start.isError && !start.data && <Failure error={start.error} onRetry={() => void start.refetch()} />}
    </div>
  );
}
