import type { TextAttachment } from '../conversation.ts';
import { beginningOf, endOf, oneLine } from '../context/text.ts';
import { fenceFor, languageTag } from './fence.ts';

/** A piece shorter than this says nothing, in characters. */
const LEAST = 40;

/** An attachment as a block of a message. */
export interface AttachmentBlock {
  readonly text: string;
  /** How many characters of the attachment's text are in it. */
  readonly kept: number;
}

/**
 * An attachment as the model reads it: what it is, then its text in a fence that nothing in it closes, and
 * a note where something is missing. `room` is the most that all of it may take, in characters; undefined
 * if not even the beginning fits. Of terminal output the end is kept, of everything else the beginning.
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
    const note = content.length < of ? `\n(${content.length} of ${of} characters are here.)` : '';
    return `${titleOf(attachment)}\n${fence}${tagOf(attachment)}\n${content}${end}${fence}${note}`;
  };
  const whole = frame(text);
  if (whole.length <= room) return { text: whole, kept: text.length };
  // The note's numbers are as long as `of`, at most; a line break may have to be added.
  const most = room - frame('').length - String(of).length - 1;
  if (most < LEAST) return undefined;
  const kept = kind === 'terminal' ? endOf(text, most) : beginningOf(text, most);
  return { text: frame(kept), kept: kept.length };
}

const NAMES: Readonly<Record<TextAttachment['kind'], string>> = {
  selection: 'the selection in the editor',
  file: 'file',
  folder: 'the files of a folder',
  editors: 'the files that are open in the editor',
  problems: 'problems that the editor reports',
  diff: 'uncommitted changes, as git shows them',
  terminal: 'the last command in the terminal, with its output',
};

function titleOf({ kind, path, lines }: TextAttachment): string {
  const where = path === undefined ? [] : [oneLine(path)];
  const span = lines ? [`lines ${lines.first} to ${lines.last}`] : [];
  return `Attachment: ${[NAMES[kind], ...where, ...span].join(', ')}`;
}

function tagOf({ kind, languageId = '' }: TextAttachment): string {
  if (kind === 'diff') return 'diff';
  return languageTag(languageId);
}
