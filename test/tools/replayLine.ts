import { postprocess } from '../../src/completion/postprocess/postprocess.ts';
import type { StoppedAnswer } from '../../src/completion/postprocess/stop/applyStopRules.ts';
import { applyStopRules } from '../../src/completion/postprocess/stop/applyStopRules.ts';
import { modeFor } from '../../src/completion/postprocess/stop/completionMode.ts';
import { addedText, itemOf } from '../../src/completion/postprocess/range/placeCompletion.ts';
import type { IndentStyle, Snapshot } from '../../src/completion/snapshot.ts';
import {
  continuesSelectedCompletion,
  takeSnapshot,
  withSelectedCompletion,
} from '../../src/completion/snapshot.ts';

/** One completion without an editor: a document with `█` at the cursor, and the model's answer. */
export interface ReplayCase {
  readonly id?: unknown;
  readonly languageId: string;
  readonly path: string;
  readonly document: string;
  readonly answer: string | readonly string[];
  readonly eol?: '\n' | '\r\n';
  readonly indent?: 'tab' | number;
  readonly trigger?: 'automatic' | 'invoke';
  readonly selected?: string;
}

/** The result of a replay; CONTRIBUTING.md describes the fields. */
export interface ReplayResult {
  readonly id: unknown;
  readonly shown: string;
  readonly insertText: string;
  readonly replaceBefore: number;
  readonly replaceAfter: number;
  readonly after: string;
  readonly reason: string;
}

/** Replays one line of JSON. Never throws: an invalid line results in an `error`. */
export function replayLine(line: string): ReplayResult | { id: unknown; error: string } {
  let id: unknown = null;
  try {
    const input: unknown = JSON.parse(line.replace(/^\ufeff/, ''));
    if (typeof input === 'object' && input !== null && 'id' in input) id = input.id;
    return replay(checked(input));
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

/** Runs one case through mode, stop rules and post-processing, piece by piece as in a stream. */
export function replay(input: ReplayCase): ReplayResult {
  const at = input.document.indexOf('█');
  const text = input.document.replace('█', '').replaceAll('\r\n', '\n');
  const eol = input.eol ?? (input.document.includes('\r\n') ? '\r\n' : '\n');
  const offset = input.document.slice(0, at).replaceAll('\r\n', '\n').length;
  const typed = snapshotAt(input, text, offset);
  const snapshot = withSelectedCompletion(typed);
  const { placed, reason } = continuesSelectedCompletion(typed)
    ? postprocess(readStream(input.answer, snapshot), snapshot)
    : { placed: undefined, reason: 'suggest widget' };
  const toEol = (value: string) => (eol === '\n' ? value : value.replaceAll('\n', eol));
  const before = text.slice(0, offset);
  const rest = text.slice(offset);
  if (!placed) {
    return {
      id: input.id ?? null,
      shown: '',
      insertText: '',
      replaceBefore: 0,
      replaceAfter: 0,
      after: toEol(`${before}█${rest}`),
      reason,
    };
  }
  const item = itemOf(placed, snapshot);
  const accepted = before.slice(0, before.length - item.replaceBefore) + item.insertText;
  // An item may remove indentation in front of its text.
  const lead = Math.min(item.replaceBefore, item.insertText.length - placed.text.length);
  const fresh = item.insertText.slice(lead);
  return {
    id: input.id ?? null,
    shown: toEol(addedText({ text: fresh, replacedSuffixLength: item.replaceAfter }, snapshot)),
    insertText: toEol(item.insertText),
    replaceBefore: item.replaceBefore,
    replaceAfter: item.replaceAfter,
    after: toEol(`${accepted}█${rest.slice(item.replaceAfter)}`),
    reason,
  };
}

function readStream(answer: string | readonly string[], snapshot: Snapshot): StoppedAnswer {
  const mode = modeFor(snapshot, 'auto');
  let raw = '';
  for (const piece of typeof answer === 'string' ? [answer] : answer) {
    raw += piece;
    // Stop rules apply to whole lines only.
    if (!piece.includes('\n')) continue;
    const ended = applyStopRules(raw, false, snapshot, mode);
    if (ended.isDecided) return ended;
  }
  return applyStopRules(raw, true, snapshot, mode);
}

function snapshotAt(input: ReplayCase, text: string, offset: number): Snapshot {
  const lines = text.split('\n');
  const line = text.slice(0, offset).split('\n').length - 1;
  const column = offset - (text.slice(0, offset).lastIndexOf('\n') + 1);
  return takeSnapshot(
    { count: lines.length, at: (number) => lines[number] ?? '' },
    {
      document: input.path,
      path: input.path,
      languageId: input.languageId,
      line,
      column,
      trigger: input.trigger ?? 'automatic',
      ...(input.indent === undefined ? {} : { indent: indentOf(input.indent) }),
      ...(input.selected === undefined
        ? {}
        : { selected: { text: input.selected, replacedLength: wordBefore(text, offset) } }),
    },
  );
}

/** The length of the word that ends at `offset`. */
function wordBefore(text: string, offset: number): number {
  let start = offset;
  while (/[\p{L}\p{N}_$]/u.test(text.charAt(start - 1))) start -= 1;
  return offset - start;
}

function indentOf(indent: 'tab' | number): IndentStyle {
  return indent === 'tab'
    ? { unit: '\t', tabSize: 4 }
    : { unit: ' '.repeat(indent), tabSize: indent };
}

function checked(input: unknown): ReplayCase {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new TypeError('a case is a JSON object');
  }
  const fields = input as Partial<Record<keyof ReplayCase, unknown>>;
  for (const name of ['languageId', 'path', 'document'] as const) {
    if (typeof fields[name] !== 'string') throw new TypeError(`"${name}" must be a string`);
  }
  const { document, answer, eol, indent, trigger, selected } = fields;
  if (String(document).split('█').length !== 2) {
    throw new TypeError('"document" must hold the cursor █ exactly once');
  }
  const isPieces = Array.isArray(answer) && answer.every((piece) => typeof piece === 'string');
  if (typeof answer !== 'string' && !isPieces) {
    throw new TypeError('"answer" must be a string or a list of strings');
  }
  if (eol !== undefined && eol !== '\n' && eol !== '\r\n') {
    throw new TypeError('"eol" must be "\\n" or "\\r\\n"');
  }
  const isWidth =
    typeof indent === 'number' && Number.isInteger(indent) && indent > 0 && indent <= 16;
  if (indent !== undefined && indent !== 'tab' && !isWidth) {
    throw new TypeError('"indent" must be "tab" or a number of spaces from 1 to 16');
  }
  if (trigger !== undefined && trigger !== 'automatic' && trigger !== 'invoke') {
    throw new TypeError('"trigger" must be "automatic" or "invoke"');
  }
  if (selected !== undefined && typeof selected !== 'string') {
    throw new TypeError('"selected" must be a string');
  }
  return input as ReplayCase;
}
