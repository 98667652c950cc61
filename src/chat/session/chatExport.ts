import { answerParts } from '../markdown/answerParts.ts';
import type {
  AssistantTurn,
  Attachment,
  Conversation,
  UserTurn,
  TextAttachment,
  ToolStep,
  WebSource,
} from './conversation.ts';

/** Texts of an exported chat, in the user's language. */
export interface ExportStrings {
  /** Headings of a question and of an answer. */
  readonly question: string;
  readonly answer: string;
  readonly thinking: string;
  /** Precedes the name of a tool that was called. */
  readonly tool: string;
  /** The heading of the list of cited web pages. */
  readonly sources: string;
  /** The title of a chat without one. */
  readonly untitled: string;
  /** How an answer ended; undefined if it is complete. */
  readonly state: (state: AssistantTurn['state']) => string | undefined;
  /** How much of a text was sent, in characters. */
  readonly cut: (kept: number, of: number) => string;
}

/** Format of an exported chat; the version is raised for incompatible changes. */
const FORMAT = 'codestral-chat-export';
const VERSION = 1;

/** Exports a conversation as Markdown. Images are named but not included. */
export function toMarkdown({ title, turns }: Conversation, strings: ExportStrings): string {
  const parts = turns.map((turn) =>
    turn.role === 'user' ? questionIn(turn, strings) : answerIn(turn, strings),
  );
  return [`# ${oneLine(title) || strings.untitled}`, ...parts].join('\n\n') + '\n';
}

/** Exports a conversation as JSON. Images are named but not included. */
export function toJson(conversation: Conversation): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, conversation }, undefined, 2)}\n`;
}

function questionIn({ text, attachments }: UserTurn, strings: ExportStrings): string {
  const parts = attachments.map((attachment) => attachmentIn(attachment, strings));
  return joinParagraphs([`## ${strings.question}`, closed(text), ...parts]);
}

function answerIn(answer: AssistantTurn, strings: ExportStrings): string {
  const { text, thinking, steps = [], state, model } = answer;
  const mark = strings.state(state);
  return joinParagraphs([
    `## ${strings.answer} (${oneLine(model)})`,
    thinking === '' ? '' : folded(strings.thinking, thinking),
    ...answerParts(text, steps).flatMap((part) => [
      closed(part.text),
      ...part.steps.map((step) => stepIn(step, strings)),
    ]),
    sourcesIn(answer.webSources ?? [], strings),
    mark === undefined ? '' : `*${mark}*`,
  ]);
}

/** The cited web pages as a list. Their titles are text, whatever they contain. */
function sourcesIn(sources: readonly WebSource[], strings: ExportStrings): string {
  if (sources.length === 0) return '';
  const lines = sources.map(({ title, url }, at) => {
    const escaped = oneLine(title).replace(/[!-/:-@[-`{-~]/g, '\\$&');
    return `${at + 1}. ${escaped}${url === undefined ? '' : ` <${url}>`}`;
  });
  return [`### ${strings.sources}`, '', ...lines].join('\n');
}

/** A tool call with what was sent. */
function stepIn({ name, arguments: text, result }: ToolStep, strings: ExportStrings): string {
  // Names of tools that the model invented may contain anything.
  const tool = oneLine(name).replace(/[^\w-]/g, '_');
  return folded(`${strings.tool} ${tool}`, `${text}\n\n${result}`);
}

/** A text behind a title. In a fence, so that nothing in it can end the fold. */
function folded(title: string, text: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${fenced(text, 'text')}\n\n</details>`;
}

function attachmentIn(attachment: Attachment, strings: ExportStrings): string {
  const label = `**${oneLine(attachment.label)}**`;
  if (attachment.kind === 'image') return `${label} (${attachment.mediaType})`;
  return `${label}${cutIn(attachment, strings)}\n\n${fenced(attachment.text, attachment.languageId ?? '')}`;
}

function cutIn({ cut }: TextAttachment, strings: ExportStrings): string {
  return cut === undefined ? '' : ` (${strings.cut(cut.kept, cut.of)})`;
}

/** The text in a fence longer than any inside. */
function fenced(text: string, language: string): string {
  let longest = 2;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#.-]/g, '')}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** Markdown whose last fence is closed: an answer may have broken off within it. */
function closed(markdown: string): string {
  let open: string | undefined;
  for (const line of markdown.split(/\r?\n/)) {
    const [, fence = '', after = ''] = /^ {0,3}(`{3,}(?!`)|~{3,}(?!~))(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      // After backticks no more backticks may come on the line of an opening fence.
      if (fence !== '' && !(fence.startsWith('`') && after.includes('`'))) open = fence;
    } else if (fence.startsWith(open) && after.trim() === '') {
      open = undefined;
    }
  }
  return open === undefined ? markdown : `${markdown.replace(/\n$/, '')}\n${open}`;
}

function joinParagraphs(parts: readonly string[]): string {
  return parts
    .map((part) => part.trimEnd())
    .filter((part) => part !== '')
    .join('\n\n');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
