import { oneLine } from '../../base/sanitizeText.ts';

/** An error, warning or hint of a language service. */
export interface Problem {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  /** Its source, such as `ts`; may be empty. */
  readonly source: string;
  /** Its code, such as `2304`; may be empty. */
  readonly code: string;
  readonly message: string;
}

/** Maximum number of problems to attach. */
const MAX_PROBLEMS = 200;
/** Maximum length of a problem's message, in characters: some quote a whole file. */
const MAX_MESSAGE_LENGTH = 4_000;
/** Maximum length of a problem's code, in characters. */
const MAX_CODE_LENGTH = 100;
const SEVERITIES = ['error', 'warning', 'info', 'hint'] as const;

/** Problems as text, and the number that was left out. */
export interface ProblemsText {
  readonly text: string;
  readonly leftOut: number;
}

/** Lists problems below their files; keeps the most severe if there are too many. */
export function problemsText(problems: readonly Problem[]): ProblemsText {
  const worstFirst = problems.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  const kept = worstFirst
    .slice(0, MAX_PROBLEMS)
    .sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
  const lines = kept.flatMap((problem, at) =>
    kept[at - 1]?.path === problem.path
      ? [lineOf(problem)]
      : [...(at > 0 ? [''] : []), problem.path, lineOf(problem)],
  );
  return { text: lines.join('\n'), leftOut: problems.length - kept.length };
}

function lineOf({ line, severity, source, code, message }: Problem): string {
  const kind = oneLine(code).slice(0, MAX_CODE_LENGTH);
  // As the editor writes it: `ts(2304)`.
  const from = source === '' || kind === '' ? source + kind : `${source}(${kind})`;
  const by = from === '' ? '' : ` [${from}]`;
  const words = message.slice(0, MAX_MESSAGE_LENGTH).toWellFormed().split('\n');
  const said = words.map((part) => part.trim()).filter((part) => part !== '');
  return `  line ${line}: ${severity}${by}: ${said.join(' ')}`;
}
