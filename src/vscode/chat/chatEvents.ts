import type { Emitter } from '../../base/emitter.ts';
import type { ChatArchive } from '../../chat/archive/chatArchive.ts';
import type { ArchiveFailure } from '../../chat/archive/storageError.ts';
import type { ChatSessions } from '../../chat/session/chatSessions.ts';
import type { ChatNotices } from './panel/chatNotices.ts';
import type { ChatViewProvider } from './panel/chatViewProvider.ts';
import type { ChatModels } from './sessions/chatModels.ts';
import type { ChatRequestFactory } from './sessions/chatRequestFactory.ts';
import { saveUnsavedChats } from './sessions/windowArchive.ts';

/** The sources of events, and the notices that they show. */
export interface ChatEventSources {
  readonly archive: ChatArchive;
  readonly archiveErrors: Emitter<ArchiveFailure>;
  readonly requestFactory: Pick<ChatRequestFactory, 'onDidLeaveOutTools' | 'onDidWithhold'>;
  readonly sessions: Pick<ChatSessions, 'current' | 'onEvent'>;
  readonly models: Pick<ChatModels, 'onDidBecomeAvailable' | 'refresh' | 'onAnsweredBy'>;
  readonly view: Pick<ChatViewProvider, 'onDidOpen'>;
  readonly chatNotices: ChatNotices;
}

/** Shows notices about what happens in the chat, and keeps its list of models current. */
export function connectChatEvents(sources: ChatEventSources): void {
  const { archive, archiveErrors, requestFactory, sessions, models, view, chatNotices } = sources;
  archiveErrors.event(({ error }) => {
    if (error.kind !== 'taken')
      chatNotices.unsaved(error.kind, () => void saveUnsavedChats(archive, archiveErrors));
  });
  requestFactory.onDidWithhold(({ id, labels }) => {
    if (sessions.current.conversation.id === id) chatNotices.withheld(labels);
  });
  requestFactory.onDidLeaveOutTools((model) => {
    chatNotices.withoutTools(model);
  });
  models.onDidBecomeAvailable(() => {
    chatNotices.serviceAvailable();
  });
  sessions.onEvent((change) => {
    if (change.kind !== 'session' || change.event.kind !== 'turn') return;
    const { turn } = change.event;
    if (turn.role === 'assistant' && turn.model !== '') void models.onAnsweredBy(turn.service);
  });
  view.onDidOpen(() => void models.refresh());
}
