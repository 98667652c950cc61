import {
  attachmentTokens,
  turnTokens,
  CHARACTERS_PER_TOKEN,
} from '../../../chat/context/tokenEstimate.ts';
import type { ChatSessions } from '../../../chat/session/chatSessions.ts';
import type { ComposerView } from '../../../protocol/panelViews.ts';
import type { CodebaseAttachments } from '../attachments/codebaseAttachments.ts';
import type { CurrentSelection } from '../attachments/currentSelection.ts';
import type { ChatDraft } from '../sessions/chatDraft.ts';
import type { ChatModels } from '../sessions/chatModels.ts';
import type { TurnViewDependencies } from './turnViews.ts';
import { chipViews } from './turnViews.ts';

/** Dependencies of {@link composerView}. */
export interface ComposerViewDependencies {
  readonly sessions: ChatSessions;
  readonly draft: ChatDraft;
  readonly models: ChatModels;
  readonly selection: CurrentSelection;
  readonly views: TurnViewDependencies;
  readonly codebase: Pick<CodebaseAttachments, 'isSearching'>;
}

/** The message box as the panel shows it. */
export function composerView({
  sessions,
  draft,
  models,
  selection,
  views,
  codebase,
}: ComposerViewDependencies): ComposerView {
  const { turns } = sessions.current.conversation;
  const { context, supportsImages } = models.facts();
  const attached = draft.attached();
  const automatic = draft.automatic();
  const sent = automatic?.isSent === true ? [automatic.attachment] : [];
  const added = [...attached, ...draft.instructions()];
  const suggestion = selection.suggestion();
  const isAttached = [...attached, ...sent].some(
    ({ kind, uri }) => kind === 'file' && `file:${uri ?? ''}` === suggestion?.id,
  );
  const { readingId } = draft;
  return {
    chips: [
      ...chipViews(added, { ...views, readingId }),
      ...chipViews(sent, views).map((chip) => ({ ...chip, isSent: true })),
    ],
    suggestion: isAttached ? undefined : suggestion,
    tokens: added.reduce(
      (sum, each) => sum + attachmentTokens(each, CHARACTERS_PER_TOKEN),
      turnTokens(turns, CHARACTERS_PER_TOKEN),
    ),
    contextWindow: context,
    supportsImages,
    isReading: readingId !== undefined,
    isSearching: codebase.isSearching,
  };
}
