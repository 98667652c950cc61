import type { FimRequest } from '../../mistral/fim.ts';
import { TokenBudget } from './tokenBudget.ts';
import type { Snippet } from './context/snippet.ts';
import type { CompletionMode } from '../postprocess/stop/completionMode.ts';
import type { Snapshot } from '../snapshot.ts';

/** The settings of a request. */
export interface PromptSettings {
  readonly model: string;
  /** Maximum number of tokens in an answer. */
  readonly maxTokens: number;
  readonly temperature: number;
}

/** Maximum number of tokens in a single-line answer: enough for a long line, and a limit for runaway answers. */
const LINE_TOKENS = 96;
/** Snippets are cut at multiples of this number of lines. */
const SNIPPET_STEP = 8;
/**
 * Maximum share of the budget for declarations. To make room, the text that is farthest from the cursor is dropped.
 */
const DEFINITIONS_SHARE = 1 / 4;
/** Minimum share of the budget for the text after the cursor, the same as in the windows of a snapshot. */
const SUFFIX_SHARE = 1 / 4;

/** A request and the snippets that are part of its prompt, in their order. */
export interface RequestWithSnippets {
  readonly request: FimRequest;
  readonly snippets: readonly Snippet[];
}

/**
 * Builds a request within the token budget. Declarations get at most a quarter of it, then the text around the cursor
 * and the other snippets by rank. The prompt has the snippets in the given order, each after a header with its path, and
 * the current file last. The only stop sequences are the line break, for single-line answers, and the file header, which
 * code can't contain.
 */
export function buildFimRequest(
  snapshot: Snapshot,
  mode: CompletionMode,
  settings: PromptSettings,
  cacheKey: string,
  snippets: readonly Snippet[],
  charactersPerToken: number,
): RequestWithSnippets {
  const budget = new TokenBudget(charactersPerToken);
  const header = headerOf(snapshot.path);
  const room = budget.whole - budget.weightOf(header);
  const isDefinition = ({ source }: Snippet) => source === 'definitions';
  const definitions = blocksWithin(
    budget.whole * DEFINITIONS_SHARE,
    snippets.filter(isDefinition),
    budget,
  );
  const left = room - budget.roundUp(definitions.weight);
  const { prefix, suffix } = windowsWithin(left, snapshot, budget);
  const taken = budget.roundUp(budget.weightOf(prefix) + budget.weightOf(suffix));
  const open = snippets.filter((snippet) => !isDefinition(snippet));
  const blocks = new Map([
    ...definitions.blocks,
    ...blocksWithin(left - taken, open, budget).blocks,
  ]);
  const others = snippets.map((snippet) => blocks.get(snippet) ?? '').join('');
  // The API does not document empty prompts, so an empty file is sent with its header.
  const isNamed = others !== '' || prefix.trim() === '';
  const stop = [...(mode === 'line' ? ['\n'] : []), ...(isNamed ? ['\n+++++ '] : [])];
  const request = {
    model: settings.model,
    prompt: others + (isNamed ? header : '') + prefix,
    suffix,
    maxTokens: mode === 'line' ? Math.min(LINE_TOKENS, settings.maxTokens) : settings.maxTokens,
    temperature: settings.temperature,
    ...(stop.length > 0 ? { stop } : {}),
    promptCacheKey: cacheKey,
  };
  return { request, snippets: snippets.filter((snippet) => blocks.get(snippet)) };
}

/** The text around the cursor, cut at its outer ends to fit the budget. */
function windowsWithin(room: number, { prefix, suffix, firstLine }: Snapshot, budget: TokenBudget) {
  const before = budget.weightOf(prefix);
  if (before + budget.weightOf(suffix) <= room) return { prefix, suffix };
  const after = Math.max(room * SUFFIX_SHARE, room - budget.roundUp(before));
  const shorter = budget.beginning(suffix, after);
  return {
    prefix: budget.end(prefix, room - budget.weightOf(shorter), firstLine),
    suffix: shorter,
  };
}

/** The snippets that fit the budget, with their headers, and their weight. */
function blocksWithin(room: number, snippets: readonly Snippet[], budget: TokenBudget) {
  const blocks = new Map<Snippet, string>();
  let weight = 0;
  for (const snippet of snippets.toSorted((a, b) => a.rank - b.rank)) {
    const block = blockWithin(room - weight, snippet, budget);
    blocks.set(snippet, block);
    weight += budget.weightOf(block);
  }
  return { blocks, weight };
}

/** A snippet after its header, cut to fit the budget; '' if too little of it would fit. */
function blockWithin(room: number, { path, text }: Snippet, budget: TokenBudget): string {
  // A line that looks like a file header would end the file.
  const content = text.replace(/^(?=\+{5} )/gm, ' ');
  const whole = `${headerOf(path)}${content}\n\n`;
  if (budget.weightOf(whole) <= room) return whole;
  const left = room - budget.weightOf(`${headerOf(path)}\n\n`);
  const lines = budget.beginning(content, left).split('\n').length;
  const kept = Math.floor(lines / SNIPPET_STEP) * SNIPPET_STEP;
  if (left <= 0 || kept === 0) return '';
  return `${headerOf(path)}${content.split('\n').slice(0, kept).join('\n')}\n\n`;
}

/** The header of a file in the prompt. A path may contain line breaks, a header may not. */
function headerOf(path: string): string {
  return `+++++ ${path.replace(/\s+/g, ' ')}\n`;
}
