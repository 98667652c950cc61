import type { ChatArchive } from '../../../chat/archive/chatArchive.ts';
import { AttachmentCollector } from '../attachments/attachmentCollector.ts';
import { CodebaseAttachments } from '../attachments/codebaseAttachments.ts';
import { CurrentSelection } from '../attachments/currentSelection.ts';
import { ImageAttachments } from '../attachments/imageAttachments.ts';
import { ProjectInstructions } from '../../instructions/projectInstructions.ts';
import type { ChatDependencies } from '../chatDependencies.ts';
import { ChatDraft } from './chatDraft.ts';
import type { ChatDraftDependencies } from './chatDraft.ts';
import { DraftInstructions } from './draftInstructions.ts';

type CreateDraftDependencies = Pick<
  ChatDependencies,
  'clock' | 'codebase' | 'knownKeys' | 'log' | 'permissions' | 'settings' | 'terminalOutput'
> &
  Pick<ChatDraftDependencies, 'documents' | 'models' | 'notices' | 'sessions'> & {
    readonly archive: ChatArchive;
    readonly newId: () => string;
  };

/** A draft and the sources of its attachments. */
interface DraftWithSources {
  readonly draft: ChatDraft;
  readonly selection: CurrentSelection;
  readonly instructions: DraftInstructions;
  readonly codebaseAttachments: CodebaseAttachments;
}

/** Creates the draft of the message box, and the sources of its attachments. */
export function createDraft(dependencies: CreateDraftDependencies): DraftWithSources {
  const { clock, permissions, settings, log, archive, newId } = dependencies;
  const selection = new CurrentSelection({ clock, permissions, settings, newId });
  const project = new ProjectInstructions({ permissions, settings, log });
  const instructions = new DraftInstructions({ clock, newId, project });
  const codebaseAttachments = new CodebaseAttachments(dependencies);
  const draft = new ChatDraft({
    ...dependencies,
    collector: new AttachmentCollector({ ...dependencies, selection }),
    selection,
    instructions,
    codebase: codebaseAttachments,
    images: new ImageAttachments({ archive, permissions, newId }),
  });
  return { draft, selection, instructions, codebaseAttachments };
}
