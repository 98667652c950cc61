import { oneLine } from './text.ts';

/** An error, warning or hint of a language service. */
export interface Problem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** Who found it, as `ts`; empty if it does not say. */
  readonly source: string;
  /** What it calls this kind of problem, as `2304`; empty if it does not say. */
  readonly code: string;
  readonly message: string;
}

/** Problems that travel, at most. */
const MOST_PROBLEMS = 200;
/** A code is a word or two; a longer one is no code, in characters. */
const LONGEST_CODE = 100;
const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;

/** Problems as text, and how many there were beside those in it. */
export interface ProblemsText {
  readonly text: string;
  readonly leftOut: number;
}

/** Problems as lines under their files; where there are too many, the most severe stay. */
export function problemsText(problems: readonly Problem[]): ProblemsText {
  const worstFirst = problems.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const kept = worstFirst
    .slice(0, MOST_PROBLEMS)
    .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  const lines = kept.flatMap((problem, at) =>
    kept[at - 1]?.path === problem.path
      ? [lineOf(problem)]
      : [...(at > 0 ? [''] : []), problem.path, lineOf(problem)],
  );
  return { text: lines.join('\n'), leftOut: problems.length - kept.length };
}

function lineOf({ line, severity, source, code, message }: Problem): string {
  const kind = oneLine(code).slice(0, LONGEST_CODE);
  // As the editor writes it: `ts(2304)`.
  const from = source === '' || kind === '' ? source + kind : `${source}(${kind})`;
  const by = from === '' ? '' : ` [${from}]`;
  return `  line ${line}: ${severity}${by}: ${message.trim().replace(/\s*\r?\n\s*/g, ' ')}`;
}
