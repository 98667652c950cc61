import type { OpenDocument } from '../../src/completion/prompt/context/snippet.ts';

/** An open document that counts the reads of its lines. */
export function documentOf(
  path: string,
  text: string,
  more: Partial<OpenDocument> = {},
): OpenDocument & { readonly reads: () => number } {
  const lines = text.split('\n');
  let reads = 0;
  return {
    id: `file:///${path}`,
    path,
    languageId: 'typescript',
    version: 1,
    focusLine: 0,
    lines: {
      count: lines.length,
      at: (line) => {
        reads += 1;
        return lines[line] ?? '';
      },
    },
    ...more,
    reads: () => reads,
  };
}

/** Lines of code that use the given names. */
export function codeWith(names: readonly string[], lines: number): string {
  const pick = (at: number) => names[at % names.length] ?? '';
  return Array.from({ length: lines }, (_, at) => `${pick(at)}(${pick(at + 1)});`).join('\n');
}

/** `count` names that start with `stem`. */
export function namesOf(stem: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${stem}${at}`);
}
