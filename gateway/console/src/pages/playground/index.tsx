// The playground: try, compare and prototype with any connected model.
import { ActionIcon, Button, SegmentedControl, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconCode, IconEdit, IconHistory, IconShare2 } from '@tabler/icons-react';
import { getRouteApi, useNavigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { useI18n } from '../../i18n';
import { lazyPart } from '../../ui/lazyPart';
import { PageHeader } from '../../ui/PageHeader';
import { PageSkeleton } from '../../ui/Skeletons';
import { ChatPage } from './chat/ChatPage';
import { setModel } from './chat/conversation';
import { chatStore, useChat } from './chat/useChat';
import type { Shown } from './Dialogs';
import { WithModels } from './models/NoModels';
import classes from './Playground.module.css';
import { TABS, type Tab } from './search';

const ImagesPage = lazyPart(() => import('./images/ImagesPage'), 'ImagesPage');
const EmbeddingsPage = lazyPart(() => import('./embeddings/EmbeddingsPage'), 'EmbeddingsPage');
const Arrival = lazyPart(() => import('./share/Arrival'), 'Arrival');
const Access = lazyPart(() => import('./access/Access'), 'Access');
const Dialogs = lazyPart(() => import('./Dialogs'), 'Dialogs');

const route = getRouteApi('/shell/playground');

/** The page. */
export function Page() {
  const { t } = useI18n();
  const { tab = 'chat' } = route.useSearch();
  const navigate = useNavigate();
  const [shown, setShown] = useState<Shown | null>(null);
  const [settingsOpen, setSettingsOpen] = useState(() => window.matchMedia('(min-width: 75em)').matches);
  const [together, setTogether] = useState(true);
  const fragment = useRouterState({ select: (state) => state.location.hash });
  const go = (to: Tab) => void navigate({ to: '/playground', search: to === 'chat' ? {} : { tab: to } });
  useModelFromAddress();
  const close = () => setShown(null);
  return (
    <div className={classes.root} data-tab={tab}>
      <PageHeader title={t('playground.title')}>
        <SegmentedControl
          aria-label={t('playground.kind')}
          value={tab}
          onChange={(picked) => go(TABS.find((one) => one === picked) ?? 'chat')}
          data={[
            { value: 'chat', label: t('playground.chat') },
            { value: 'images', label: t('playground.images') },
            { value: 'embeddings', label: t('playground.embeddings') },
          ]}
        />
        <Actions
          tab={tab}
          onShow={setShown}
          settingsOpen={settingsOpen}
          onSettings={() => setSettingsOpen(!settingsOpen)}
        />
      </PageHeader>
      <Suspense fallback={<PageSkeleton />}>
        {tab === 'chat' && (
          <WithModels type="chat">
            {(models) => (
              <ChatPage
                models={models}
                settingsOpen={settingsOpen}
                onSettingsClose={() => setSettingsOpen(false)}
                together={together}
                onTogether={setTogether}
              />
            )}
          </WithModels>
        )}
        {tab === 'images' && <WithModels type="image">{(models) => <ImagesPage models={models} />}</WithModels>}
        {tab === 'embeddings' && (
          <WithModels type="embedding">{(models) => <EmbeddingsPage models={models} />}</WithModels>
        )}
      </Suspense>
      <Suspense>
        {shown !== null && (
          <Dialogs
            shown={shown}
            tab={tab}
            onClose={close}
            onOpened={(to) => {
              go(to);
              close();
            }}
          />
        )}
        {fragment.startsWith('p=') && (
          <Arrival
            fragment={`#${fragment}`}
            onDone={() => void navigate({ to: '/playground', search: {}, hash: '', replace: true })}
          />
        )}
      </Suspense>
    </div>
  );
}

function Actions(props: { tab: Tab; onShow: (shown: Shown) => void; settingsOpen: boolean; onSettings: () => void }) {
  const { t } = useI18n();
  const { tab, onShow } = props;
  return (
    <>
      {tab === 'chat' && (
        <Button
          variant="default"
          h={34}
          leftSection={<IconEdit size={16} aria-hidden />}
          onClick={() => chatStore.restart()}
        >
          {t('playground.new')}
        </Button>
      )}
      <div className={classes.actions}>
        <Action label={t('playground.history')} onClick={() => onShow('history')} icon={<IconHistory size={17} />} />
        {tab === 'chat' && (
          <Action label={t('playground.share')} onClick={() => onShow('share')} icon={<IconShare2 size={17} />} />
        )}
        <Action label={t('playground.showCode')} onClick={() => onShow('code')} icon={<IconCode size={17} />} />
        <Suspense fallback={<span className={classes.action} />}>
          <Access />
        </Suspense>
        {tab === 'chat' && (
          <Action
            label={t('playground.settings')}
            onClick={props.onSettings}
            pressed={props.settingsOpen}
            icon={<IconAdjustmentsHorizontal size={17} />}
          />
        )}
      </div>
    </>
  );
}

function Action(props: { label: string; onClick: () => void; pressed?: boolean; icon: ReactNode }) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        size={34}
        variant={props.pressed ? 'light' : 'default'}
        color={props.pressed ? 'hub' : 'gray'}
        onClick={props.onClick}
        aria-label={props.label}
        aria-pressed={props.pressed}
      >
        {props.icon}
      </ActionIcon>
    </Tooltip>
  );
}

/** `?model=` picks the model, as other pages link to it. */
function useModelFromAddress(): void {
  const { model, tab } = route.useSearch();
  const { chat } = useChat();
  const first = chat.lanes[0]?.id;
  const navigate = useNavigate();
  useEffect(() => {
    if (model === undefined || first === undefined) return;
    if (tab === 'images') void import('./images/images').then(({ images }) => images.set({ model }));
    else if (tab === 'embeddings')
      void import('./embeddings/embeddings').then((part) => part.embeddings.set({ model }));
    else chatStore.edit((before) => setModel(before, first, model));
    void navigate({ to: '/playground', search: tab === undefined ? {} : { tab }, replace: true });
  }, [model, tab, first, navigate]);
}
