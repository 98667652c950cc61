import { languageOf } from '../language.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Answer } from './lines.ts';
import { nextFilled } from './lines.ts';
import type { End } from './end.ts';

const FENCE = /^\s*(`{3,}|~{3,})\s*([\w+#-]*)/;

/** What people write behind a fence, where it is not VS Code's own language id. */
const LANGUAGE_OF: Readonly<Record<string, string>> = {
  bash: 'shellscript',
  'c++': 'cpp',
  cs: 'csharp',
  js: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'shellscript',
  shell: 'shellscript',
  ts: 'typescript',
  tsx: 'typescriptreact',
  yml: 'yaml',
  zsh: 'shellscript',
};

/** In prose a line is enough, the next one behind a line that is finished; but a fenced block comes whole. */
export function endOfProse(answer: Answer, added: string): End | undefined {
  const isFinished = added.trim() === '' && answer.snapshot.lineAfter.trim() === '';
  const first = nextFilled(answer, isFinished ? 1 : 0);
  const fence = FENCE.exec(answer.lines[first]?.text ?? '')?.[1];
  if (fence === undefined) return first < 0 ? undefined : { lines: first + 1, rule: 'line' };
  const close = answer.lines.findIndex(({ text }, index) => index > first && text.trim() === fence);
  return close < 0 ? undefined : { lines: close + 1, rule: 'one block' };
}

/** A fenced block of code around the cursor. */
export interface Fenced {
  /** The code alone, in its own language. */
  readonly snapshot: Snapshot;
  /** The line that will end it. */
  readonly fence: string;
}

/** The fenced block in which the cursor stands in prose; undefined where there is none. */
export function fencedAt(snapshot: Snapshot): Fenced | undefined {
  if (!snapshot.language.prose) return undefined;
  let fence: string | undefined;
  let name = '';
  let begin = 0;
  let at = 0;
  for (const line of snapshot.prefix.split('\n').slice(0, -1)) {
    at += line.length + 1;
    const mark = FENCE.exec(line);
    if (!mark) continue;
    if (fence === undefined) {
      [, fence = '', name = ''] = mark;
      begin = at;
    } else if (line.trim() === fence) fence = undefined;
  }
  if (fence === undefined) return undefined;
  const id = name.toLowerCase();
  const languageId = LANGUAGE_OF[id] ?? id;
  const language = languageOf(languageId);
  if (language.prose) return undefined;
  const close = snapshot.suffix.search(new RegExp(`\\n\\s*${fence}`));
  return {
    fence,
    snapshot: {
      ...snapshot,
      languageId,
      language,
      prefix: snapshot.prefix.slice(begin),
      suffix: close < 0 ? snapshot.suffix : snapshot.suffix.slice(0, close),
    },
  };
}
