import type { FimRequest } from '../mistral/client.ts';
import { Budget } from './budget.ts';
import type { Snippet } from './context/snippet.ts';
import type { Mode } from './ending/mode.ts';
import type { Snapshot } from './snapshot.ts';

/** What the user's settings say about a request. */
export interface PromptSettings {
  readonly model: string;
  /** Tokens of an answer, at most. */
  readonly maxTokens: number;
  readonly temperature: number;
}

/** Tokens that an answer of one line may take: more than a long line needs, less than a runaway costs. */
const LINE_TOKENS = 96;
/** A snippet is cut at multiples of this many lines; fewer say nothing. */
const SNIPPET_STEP = 8;
/** Of the room, what is left to the text after the cursor at least; the windows of a snapshot have the same shares. */
const SUFFIX_SHARE = 1 / 4;

/**
 * The request for a place, within the budget of tokens: the text around the cursor first, then the snippets
 * by rank. In the prompt the snippets stand in the order in which they are given, each under its path, and
 * the current file last. The only stop sequences are the line break of a one-line answer and the file
 * header of the prompt's own format: nothing that code can hold.
 */
export function fimRequest(
  snapshot: Snapshot,
  mode: Mode,
  settings: PromptSettings,
  cacheKey: string,
  snippets: readonly Snippet[],
  charactersPerToken: number,
): FimRequest {
  const budget = new Budget(charactersPerToken);
  const header = headerOf(snapshot.path);
  const room = budget.whole - budget.weigh(header);
  const { prefix, suffix } = windowsWithin(room, snapshot, budget);
  const taken = budget.rounded(budget.weigh(prefix) + budget.weigh(suffix));
  const others = blocksWithin(room - taken, snippets, budget);
  // The API's answer to an empty prompt is not documented: an empty file is asked for by its name.
  const isNamed = others !== '' || prefix.trim() === '';
  const stop = [...(mode === 'line' ? ['\n'] : []), ...(isNamed ? ['\n+++++ '] : [])];
  return {
    model: settings.model,
    prompt: others + (isNamed ? header : '') + prefix,
    suffix,
    maxTokens: mode === 'line' ? Math.min(LINE_TOKENS, settings.maxTokens) : settings.maxTokens,
    temperature: settings.temperature,
    ...(stop.length > 0 ? { stop } : {}),
    promptCacheKey: cacheKey,
  };
}

/** The text around the cursor, cut at its far ends where it takes more room than there is. */
function windowsWithin(room: number, { prefix, suffix, firstLine }: Snapshot, budget: Budget) {
  const before = budget.weigh(prefix);
  if (before + budget.weigh(suffix) <= room) return { prefix, suffix };
  const after = Math.max(room * SUFFIX_SHARE, room - budget.rounded(before));
  const shorter = budget.beginning(suffix, after);
  return {
    prefix: budget.end(prefix, room - budget.weigh(shorter), firstLine),
    suffix: shorter,
  };
}

/** The snippets that find room, in their order. */
function blocksWithin(room: number, snippets: readonly Snippet[], budget: Budget): string {
  const blocks = new Map<Snippet, string>();
  for (const snippet of snippets.toSorted((a, b) => a.rank - b.rank)) {
    const block = blockWithin(room, snippet, budget);
    blocks.set(snippet, block);
    room -= budget.weigh(block);
  }
  return snippets.map((snippet) => blocks.get(snippet)).join('');
}

/** One snippet under its path, cut where there is not room for all of it; '' where there is next to none. */
function blockWithin(room: number, { path, text }: Snippet, budget: Budget): string {
  // A line that looks like a header would end the file it stands in.
  const content = text.replace(/^(?=\+{5} )/gm, ' ');
  const whole = `${headerOf(path)}${content}\n\n`;
  if (budget.weigh(whole) <= room) return whole;
  const left = room - budget.weigh(`${headerOf(path)}\n\n`);
  const lines = budget.beginning(content, left).split('\n').length;
  const kept = Math.floor(lines / SNIPPET_STEP) * SNIPPET_STEP;
  if (left <= 0 || kept === 0) return '';
  return `${headerOf(path)}${content.split('\n').slice(0, kept).join('\n')}\n\n`;
}

/** The line that begins a file in the prompt. A path may hold any character, and the header is one line. */
function headerOf(path: string): string {
  return `+++++ ${path.replace(/\s+/g, ' ')}\n`;
}
