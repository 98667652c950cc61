import type { Appearance, Session } from './editor.ts';
import type { Served } from './service.ts';
import type { Source } from './sources.ts';

/** The result of typing a source file with a policy. */
export interface Run {
  readonly source: Source;
  readonly session: Session;
  readonly served: readonly Served[];
}

/** The metrics of one policy for all sources. Shares are from 0 to 1; null if there was nothing to measure. */
export interface Figures {
  readonly characters: number;
  readonly keys: number;
  readonly requests: number;
  readonly refusals: number;
  readonly requestsPer100: number;
  readonly promptTokensPer100: number;
  readonly generatedTokensPer100: number;
  /** The share of generated tokens that were shown. */
  readonly shownShare: number | null;
  /**
   * The share of generated tokens that the user had typed before the answer arrived, but that led to what was shown.
   */
  readonly overtakenShare: number | null;
  /** The share of keystrokes after which a suggestion was visible at the next keystroke. */
  readonly anyShare: number;
  readonly correctShare: number;
  /** The share of these suggestions that were wrong. */
  readonly wrongOfShown: number | null;
  /** Time from the keystroke to a new suggestion, in milliseconds. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** The maximum number of requests in any second. */
  readonly busiestSecond: number;
}

/** Adds up runs. */
export function figuresOf(runs: readonly Run[]): Figures {
  const characters = sum(runs.map(({ source }) => source.typed.length));
  const served = runs.flatMap((run) => run.served);
  const seen = runs.flatMap(({ session }) => session.seen);
  const uses = runs.map(useOf);
  const generated = sum(served.map(({ tokens }) => tokens.length));
  const latencies = runs
    .flatMap(({ session }) => session.appearances.flatMap(({ latencyMs }) => latencyMs ?? []))
    .sort((a, b) => a - b);
  const any = seen.filter(({ isAny }) => isAny).length;
  const correct = seen.filter(({ isCorrect }) => isCorrect).length;
  const per100 = (value: number) => round((value / characters) * 100, 2);
  return {
    characters,
    keys: seen.length,
    requests: served.length,
    refusals: served.filter(({ isRefused }) => isRefused).length,
    requestsPer100: per100(served.length),
    promptTokensPer100: per100(sum(served.map(({ promptTokens }) => promptTokens))),
    generatedTokensPer100: per100(generated),
    shownShare: share(sum(uses.map(({ shown }) => shown)), generated),
    overtakenShare: share(sum(uses.map(({ overtaken }) => overtaken)), generated),
    anyShare: share(any, seen.length) ?? 0,
    correctShare: share(correct, seen.length) ?? 0,
    wrongOfShown: share(any - correct, any),
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    busiestSecond: busiestSecond(served),
  };
}

/** The percentile of sorted values (nearest rank); null without values. */
export function percentile(sorted: readonly number[], of: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * of) - 1)];
  return value === undefined ? null : round(value, 1);
}

/** The maximum number of requests within a second. */
export function busiestSecond(served: readonly Served[]): number {
  let from = 0;
  let most = 0;
  served.forEach(({ sentAt }, at) => {
    while (sentAt - served[from]!.sentAt >= 1000) from += 1;
    most = Math.max(most, at - from + 1);
  });
  return most;
}

/** How the tokens of a run's answers were used. */
interface Use {
  readonly shown: number;
  readonly overtaken: number;
}

function useOf({ source, session, served }: Run): Use {
  const answers = served.map((one) => ({ ...one, text: one.tokens.join(''), from: 0, to: 0 }));
  const spans = new Map<ServedAnswer, { at: number; from: number; to: number }[]>();
  for (const appearance of session.appearances) {
    const at = source.head.length + appearance.typed;
    const origin = originOf(appearance, at, answers);
    if (!origin) continue;
    const from = at - (origin.answer.at ?? at);
    spans.set(origin.answer, [
      ...(spans.get(origin.answer) ?? []),
      { at, from, to: from + origin.length },
    ]);
  }
  let shown = 0;
  let overtaken = 0;
  for (const [answer, parts] of spans) {
    const first = Math.min(...parts.map(({ from }) => from));
    let end = 0;
    for (const token of answer.tokens) {
      const start = end;
      end += token.length;
      if (parts.some(({ from, to }) => start < to && end > from)) shown += 1;
      else if (end <= first) overtaken += 1;
    }
  }
  return { shown, overtaken };
}

type ServedAnswer = Served & { readonly text: string };

/**
 * The request that a suggestion came from: of those sent before it, the one whose text contains most of it; the
 * newest of equal ones. Determined from the texts, so that no policy can overstate its use.
 */
function originOf(
  { text, at: shownAt }: Appearance,
  at: number,
  answers: readonly ServedAnswer[],
): { readonly answer: ServedAnswer; readonly length: number } | undefined {
  let best: { readonly answer: ServedAnswer; readonly length: number } | undefined;
  for (const answer of answers) {
    if (answer.sentAt > shownAt || answer.at === undefined || answer.at > at) continue;
    const length = sharedLength(answer.text, at - answer.at, text);
    if (length > 0 && length >= (best?.length ?? 0)) best = { answer, length };
  }
  return best;
}

/** The number of characters of `text` found in `answer`, starting at `from`. */
function sharedLength(answer: string, from: number, text: string): number {
  let length = 0;
  while (length < text.length && answer.charCodeAt(from + length) === text.charCodeAt(length)) {
    length += 1;
  }
  return length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : round(part / whole, 4);
}

/** Rounded, so that the results file changes only with the metrics. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
