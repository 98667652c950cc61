import type { ChatTool } from '../../mistral/chat.ts';
import { failedCall } from '../../chat/tools/tool.ts';
import type { Tool, ToolResult } from '../../chat/tools/tool.ts';
import { asRecord } from '../../base/json.ts';
import { SerialQueue } from '../../base/serialQueue.ts';
import type { ChangeSet } from './changeSet.ts';
import { MAX_CHANGED_FILES } from './changeSet.ts';
import { editProblemText, MAX_EDITS } from './editProblemText.ts';
import {
  editedFile,
  proposedNewFile,
  proposedText,
  rebasedFile,
  summaryOf,
  unchangedFile,
} from './proposedFile.ts';
import type { ProposedFile } from './proposedFile.ts';
import { isPlaced, placeEdit, withoutBom } from './textEdit.ts';
import type { SearchReplaceEdit } from './textEdit.ts';

/** A file that may be changed. */
export interface ChangeTarget {
  readonly uri: string;
  /** The path for the model and the user. */
  readonly path: string;
  /** The current text, with the user's unsaved changes; undefined if the file does not exist. */
  readonly text: string | undefined;
}

/** The files that the tools may change. */
export interface ChangeableFiles {
  /** Resolves to the file of a path, or to a sentence for the model about why it can't be changed. Never rejects. */
  find(path: string): Promise<ChangeTarget | string>;
}

/** Why nothing is proposed, for the model; with the URI of a file if it quotes its text. */
type Refusal = string | { readonly error: string; readonly uri: string };

/** Dependencies of {@link proposalTools}. */
export interface ProposalToolsPorts {
  readonly changes: ChangeSet;
  readonly files: ChangeableFiles;
}

/** Maximum length of a new file, in characters: more cannot be reviewed. */
const MAX_FILE_LENGTH = 1_000_000;

const path = { type: 'string', description: 'Path of the file, relative to the workspace.' };

/** `edit_file` as the model sees it. */
export const EDIT_FILE: ChatTool = {
  name: 'edit_file',
  description:
    'Proposes edits of a file. The user reviews them: nothing is written until they are accepted. Read the file ' +
    'first. Later edits of the same file apply to the proposed text.',
  parameters: {
    type: 'object',
    properties: {
      path,
      edits: {
        type: 'array',
        minItems: 1,
        maxItems: MAX_EDITS,
        description: 'Applied in this order; if one fails, none is applied.',
        items: {
          type: 'object',
          properties: {
            oldText: {
              type: 'string',
              description:
                'The exact text to replace, with its indentation and without line numbers. Must occur exactly once: ' +
                'include neighboring lines if needed.',
            },
            newText: { type: 'string', description: 'The text that replaces it.' },
          },
          required: ['oldText', 'newText'],
          additionalProperties: false,
        },
      },
    },
    required: ['path', 'edits'],
    additionalProperties: false,
  },
};

/** `create_file` as the model sees it. */
export const CREATE_FILE: ChatTool = {
  name: 'create_file',
  description:
    'Proposes a new file. The user reviews it: nothing is written until it is accepted. Fails if the file exists.',
  parameters: {
    type: 'object',
    properties: { path, content: { type: 'string', description: 'The whole text of the file.' } },
    required: ['path', 'content'],
    additionalProperties: false,
  },
};

/** The tools that propose changes of files. Calls run one after another, so that each sees the result of the last. */
export function proposalTools(ports: ProposalToolsPorts): readonly Tool[] {
  const queue = new SerialQueue();
  const tool = (
    definition: Tool['definition'],
    run: (args: Readonly<Record<string, unknown>>) => Promise<ProposedFile | Refusal>,
  ): Tool => ({
    definition,
    run: (args, signal) =>
      queue.run(async () => {
        signal.throwIfAborted();
        const file = await run(args);
        signal.throwIfAborted();
        if (typeof file === 'string') return failedCall(file);
        if ('error' in file) {
          return { ...failedCall(file.error), sources: [file.uri] };
        }
        ports.changes.put(file);
        return proposed(file);
      }),
  });
  return [
    tool(EDIT_FILE, (args) => edited(args, ports)),
    tool(CREATE_FILE, (args) => created(args, ports)),
  ];
}

/** The proposal with the edits of a call, or why they can't be applied. */
async function edited(
  args: Readonly<Record<string, unknown>>,
  { changes, files }: ProposalToolsPorts,
): Promise<ProposedFile | Refusal> {
  const edits = readEdits(args.edits);
  if (typeof edits === 'string') return edits;
  if (typeof args.path !== 'string') return 'The argument path must be a string.';
  const target = await files.find(args.path);
  if (typeof target === 'string') return target;
  const { uri, path, text } = target;
  const known = changes.get(uri);
  if (!known && text === undefined) {
    return `${path} does not exist. To create it, call create_file.`;
  }
  if (!known && changes.isFull) return TOO_MANY_FILES;
  let file = known ? rebasedFile(known, text) : unchangedFile(uri, path, text ?? '');
  for (const [at, edit] of edits.entries()) {
    const current = proposedText(file);
    const placed = placeEdit(current, edit);
    if (!isPlaced(placed)) {
      const which = edits.length > 1 ? `Edit ${at + 1} of ${edits.length}: ` : '';
      const problem = which + editProblemText(placed, current, edit);
      const note = edits.length > 1 ? '\nNo edit of this call was applied.' : '';
      return { error: problem + note, uri };
    }
    file = editedFile(file, placed);
  }
  return file;
}

/** The proposal for a new file, or why it can't be created. */
async function created(
  { path: name, content }: Readonly<Record<string, unknown>>,
  { changes, files }: ProposalToolsPorts,
): Promise<ProposedFile | Refusal> {
  if (typeof name !== 'string') return 'The argument path must be a string.';
  if (typeof content !== 'string') return 'The argument content must be a string.';
  if (content.length > MAX_FILE_LENGTH) return 'The content is too long for one file.';
  if (content.includes('\0')) return 'The content is not text: it contains NUL characters.';
  const target = await files.find(name);
  if (typeof target === 'string') return target;
  const { uri, path, text } = target;
  if (text !== undefined) return `${path} already exists. To change it, call edit_file.`;
  if (changes.get(uri)) {
    return `${path} is already proposed as a new file. To change it, call edit_file.`;
  }
  if (changes.isFull) return TOO_MANY_FILES;
  return proposedNewFile(uri, path, withoutBom(content.toWellFormed()));
}

const TOO_MANY_FILES = `The proposed changes already contain ${MAX_CHANGED_FILES} files. The user must decide on them first.`;

/** The edits of a call, or a sentence about why they are invalid. */
function readEdits(value: unknown): readonly SearchReplaceEdit[] | string {
  if (!Array.isArray(value) || value.length === 0) {
    return 'The argument edits must be an array of objects with oldText and newText.';
  }
  if (value.length > MAX_EDITS) return `A call can have at most ${MAX_EDITS} edits.`;
  const edits: SearchReplaceEdit[] = [];
  for (const each of value as readonly unknown[]) {
    const { oldText, newText } = asRecord(each);
    if (typeof oldText !== 'string' || typeof newText !== 'string') {
      return `Edit ${edits.length + 1} must have the strings oldText and newText.`;
    }
    if (newText.length > MAX_FILE_LENGTH) return `Edit ${edits.length + 1} is too long.`;
    if (newText.includes('\0'))
      return `Edit ${edits.length + 1} is not text: it contains NUL characters.`;
    edits.push({ oldText: oldText.toWellFormed(), newText: newText.toWellFormed() });
  }
  return edits;
}

/** What the model is told about a proposal. */
function proposed(file: ProposedFile): ToolResult {
  const { added, removed } = summaryOf(file);
  const state = 'Nothing is written until the user accepts it.';
  const conflicts =
    file.conflicts.length > 0
      ? ' Earlier edits of it conflict with what the user typed in the meantime; the user decides on them.'
      : '';
  return {
    content: `Proposed: ${file.path}, ${added} lines added, ${removed} lines removed. ${state}${conflicts}`,
    count: added + removed,
    sources: [file.uri],
  };
}
