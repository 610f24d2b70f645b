import { Suspense } from 'react';
import { lazyPart } from '../../ui/lazyPart';
import type { Chat } from './chat/conversation';
import { chatPrograms } from './chat/programs';
import { chatStore } from './chat/useChat';
import { CodeDialog, type NamedProgram } from './code/CodeDialog';
import { embeddings, embeddingsProgram, reopenEmbeddings } from './embeddings/embeddings';
import type { Summary } from './history/history';
import { images, imagesProgram, reopenImages } from './images/images';
import type { Tab } from './search';
import { member } from './wire/json';

const ShareDialog = lazyPart(() => import('./share/ShareDialog'), 'ShareDialog');
const HistoryDrawer = lazyPart(() => import('./history/HistoryDrawer'), 'HistoryDrawer');

/** What lies over the page. */
export type Shown = 'code' | 'share' | 'history';

/** One of the dialogs of the whole playground. */
export function Dialogs(props: { shown: Shown; tab: Tab; onClose: () => void; onOpened: (tab: Tab) => void }) {
  const { shown, tab, onClose } = props;
  if (shown === 'code') return <CodeDialog programs={programsOf(tab)} opened onClose={onClose} />;
  return (
    <Suspense>
      {shown === 'share' && <ShareDialog opened onClose={onClose} />}
      {shown === 'history' && (
        <HistoryDrawer
          opened
          onClose={onClose}
          onOpen={(summary, body) => {
            reopen(summary, body);
            props.onOpened(summary.kind);
          }}
        />
      )}
    </Suspense>
  );
}

/** What "show code" shows: the request as it would be sent now. */
function programsOf(tab: Tab): NamedProgram[] {
  if (tab === 'images') return [{ name: images.get().model, program: imagesProgram(images.get()) }];
  if (tab === 'embeddings') return [{ name: embeddings.get().model, program: embeddingsProgram(embeddings.get()) }];
  return chatPrograms(chatStore.state());
}

function reopen(summary: Summary, body: unknown): void {
  if (summary.kind === 'images') reopenImages(body);
  else if (summary.kind === 'embeddings') reopenEmbeddings(body);
  else {
    const chat = member(body, 'chat') as Chat | undefined;
    if (chat !== undefined) chatStore.open(chat, { entryId: summary.id, createdAt: summary.createdAt });
  }
}
