import type { Appearance, Session } from './editor.ts';
import type { Served } from './service.ts';
import type { Source } from './sources.ts';

/** What came of typing a source through a policy. */
export interface Run {
  readonly source: Source;
  readonly session: Session;
  readonly served: readonly Served[];
}

/** The figures of one policy over all sources. Shares are from 0 to 1; null where there was nothing to measure. */
export interface Figures {
  readonly characters: number;
  readonly keys: number;
  readonly requests: number;
  readonly refusals: number;
  readonly requestsPer100: number;
  readonly promptTokensPer100: number;
  readonly generatedTokensPer100: number;
  /** Of the generated tokens, those that were on the screen. */
  readonly shownShare: number | null;
  /** Of the generated tokens, those that were typed before their answer came: they led to what was shown. */
  readonly overtakenShare: number | null;
  /** Keys after which a suggestion stood on the screen when the next one came. */
  readonly anyShare: number;
  readonly correctShare: number;
  /** Of the suggestions that stood there, the wrong ones. */
  readonly wrongOfShown: number | null;
  /** Key to newly appearing suggestion, in milliseconds. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Most requests in any one second. */
  readonly busiestSecond: number;
}

/** Sums runs up. */
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

/** The value below which a share of the sorted values lies (nearest rank); null without values. */
export function percentile(sorted: readonly number[], of: number): number | null {
  const value = sorted[Math.max(0, Math.ceil(sorted.length * of) - 1)];
  return value === undefined ? null : round(value, 1);
}

/** Most requests within a second of each other. */
export function busiestSecond(served: readonly Served[]): number {
  let from = 0;
  let most = 0;
  served.forEach(({ sentAt }, at) => {
    while (sentAt - served[from]!.sentAt >= 1000) from += 1;
    most = Math.max(most, at - from + 1);
  });
  return most;
}

/** What became of the tokens of a run's answers. */
interface Use {
  readonly shown: number;
  readonly overtaken: number;
}

function useOf({ source, session, served }: Run): Use {
  const answers = served.map((one) => ({ ...one, text: one.tokens.join(''), from: 0, to: 0 }));
  const spans = new Map<Answered, { at: number; from: number; to: number }[]>();
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

type Answered = Served & { readonly text: string };

/**
 * The request that a suggestion came from: of those sent before it the one whose text says most of it, the
 * newest of equals. Policies do not tell, and so none can say too much.
 */
function originOf(
  { text, at: shownAt }: Appearance,
  at: number,
  answers: readonly Answered[],
): { readonly answer: Answered; readonly length: number } | undefined {
  let best: { readonly answer: Answered; readonly length: number } | undefined;
  for (const answer of answers) {
    if (answer.sentAt > shownAt || answer.at === undefined || answer.at > at) continue;
    const length = sharedLength(answer.text, at - answer.at, text);
    if (length > 0 && length >= (best?.length ?? 0)) best = { answer, length };
  }
  return best;
}

/** How many characters of `text` stand in `answer` from `from` on. */
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

/** Rounded, so that the file of results changes only where figures do. */
export function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
