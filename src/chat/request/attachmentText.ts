import type { TextAttachment } from '../session/conversation.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import { beginningOf, endOf } from '../../base/textExcerpt.ts';
import { fenceFor, languageTag } from './fence.ts';

/** A shorter excerpt is not worth sending, in characters. */
const MIN_KEPT_CHARACTERS = 40;

/** An attachment as part of a message. */
export interface AttachmentBlock {
  readonly text: string;
  /** Number of characters of the attachment's text that it contains. */
  readonly kept: number;
}

/**
 * Writes an attachment for the model: a title, its text in a fence that the text can't close, and a note if it is
 * truncated. `room` is the maximum length, in characters; undefined if too little would fit. Terminal output keeps
 * its end, everything else its beginning.
 */
export function attachmentBlock(
  attachment: TextAttachment,
  room = Infinity,
): AttachmentBlock | undefined {
  const { text, kind, cut } = attachment;
  const fence = fenceFor(text);
  const of = cut?.of ?? text.length;
  const frame = (content: string) => {
    const end = content === '' || content.endsWith('\n') ? '' : '\n';
    const note = content.length < of ? `\n(Truncated: ${content.length} of ${of} characters.)` : '';
    return `${titleOf(attachment)}\n${fence}${tagOf(attachment)}\n${content}${end}${fence}${note}`;
  };
  const whole = frame(text);
  if (whole.length <= room) return { text: whole, kept: text.length };
  // The note's numbers are at most as long as `of`; a line break may be added.
  const limit = room - frame('').length - String(of).length - 1;
  if (limit < MIN_KEPT_CHARACTERS) return undefined;
  const kept = kind === 'terminal' ? endOf(text, limit) : beginningOf(text, limit);
  return { text: frame(kept), kept: kept.length };
}

const NAMES: Readonly<Record<TextAttachment['kind'], string>> = {
  selection: 'selection in the editor',
  file: 'file',
  folder: 'files in a folder',
  editors: 'files open in the editor',
  problems: 'problems reported by the editor',
  diff: 'uncommitted changes (git diff)',
  terminal: 'last terminal command with its output',
  document: 'text that was read from a document',
  codebase: 'code of the workspace, found for this question',
  instructions: 'Project instructions',
  prompt: 'Prompt file',
};

function titleOf({ kind, path, label, lines }: TextAttachment): string {
  // The system prompt says that these are not data.
  if (kind === 'instructions' || kind === 'prompt') {
    return `${NAMES[kind]}: ${oneLine(path ?? label)}`;
  }
  const where = path === undefined ? [] : [oneLine(path)];
  const span = lines ? [`lines ${lines.first} to ${lines.last}`] : [];
  return `Attachment: ${[NAMES[kind], ...where, ...span].join(', ')}`;
}

function tagOf({ kind, languageId = '' }: TextAttachment): string {
  if (kind === 'diff') return 'diff';
  return languageTag(languageId);
}
