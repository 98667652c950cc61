import type { Answer, Attachment, Conversation, Question, TextAttachment } from './conversation.ts';

/** The words of an exported chat, in the user's language. */
export interface ExportWords {
  /** Headings of a question and of an answer. */
  readonly question: string;
  readonly answer: string;
  readonly thinking: string;
  /** Stands where a chat has no title. */
  readonly untitled: string;
  /** How an answer ended that did not end by itself; undefined for one that did. */
  readonly state: (state: Answer['state']) => string | undefined;
  /** How much of a text was sent, in characters. */
  readonly cut: (kept: number, of: number) => string;
}

/** Marks an exported chat; the version rises when readers of the old one could not read it. */
const FORMAT = 'codestral-chat-export';
const VERSION = 1;

/** The conversation as one Markdown document. Images are named, not contained. */
export function toMarkdown({ title, turns }: Conversation, words: ExportWords): string {
  const parts = turns.map((turn) =>
    turn.role === 'user' ? questionIn(turn, words) : answerIn(turn, words),
  );
  return [`# ${oneLine(title) || words.untitled}`, ...parts].join('\n\n') + '\n';
}

/** The conversation as JSON, with all that is kept of it. Images are named, not contained. */
export function toJson(conversation: Conversation): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, conversation }, undefined, 2)}\n`;
}

function questionIn({ text, attachments }: Question, words: ExportWords): string {
  const parts = attachments.map((attachment) => attachmentIn(attachment, words));
  return joined([`## ${words.question}`, closed(text), ...parts]);
}

function answerIn({ text, thinking, state, model }: Answer, words: ExportWords): string {
  const mark = words.state(state);
  return joined([
    `## ${words.answer} (${oneLine(model)})`,
    // In a fence, so that nothing in it can end the fold.
    thinking === ''
      ? ''
      : `<details>\n<summary>${words.thinking}</summary>\n\n${fenced(thinking, 'text')}\n\n</details>`,
    closed(text),
    mark === undefined ? '' : `*${mark}*`,
  ]);
}

function attachmentIn(attachment: Attachment, words: ExportWords): string {
  const label = `**${oneLine(attachment.label)}**`;
  if (attachment.kind === 'image') return `${label} (${attachment.mediaType})`;
  return `${label}${cutIn(attachment, words)}\n\n${fenced(attachment.text, attachment.languageId ?? '')}`;
}

function cutIn({ cut }: TextAttachment, words: ExportWords): string {
  return cut === undefined ? '' : ` (${words.cut(cut.kept, cut.of)})`;
}

/** The text in a fence longer than any inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#.-]/g, '')}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** Markdown whose last fence is closed: an answer may have broken off within it. */
function closed(markdown: string): string {
  let open: string | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const [, fence = '', after = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      // After backticks no more backticks may come on the line of an opening fence.
      if (fence !== '' && !(fence.startsWith('`') && after.includes('`'))) open = fence;
    } else if (fence.startsWith(open) && after.trim() === '') {
      open = undefined;
    }
  }
  return open === undefined ? markdown : `${markdown.replace(/\n$/, '')}\n${open}`;
}

function joined(parts: readonly string[]): string {
  return parts
    .map((part) => part.trimEnd())
    .filter((part) => part !== '')
    .join('\n\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
