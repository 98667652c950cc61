import { commented, indentOf, withComment } from './blocks.ts';
import type { Block } from './blocks.ts';
import { wordsOfName } from './names.ts';

type Change = (block: Block, found: RegExpExecArray) => readonly string[];

/** The supported instructions, in order of precedence. */
const changes: readonly (readonly [RegExp, Change])[] = [
  [
    /\b(?:rename|renomme[rz]?)\s+[`'"]?([\w$]+)[`'"]?\s+(?:to|into|as|en)\s+[`'"]?([\w$]+)/i,
    ({ lines }, [, from = '', to = '']) => lines.map((line) => renamed(line, from, to)),
  ],
  // Compiler messages for a misspelled name.
  [
    /name '([\w$]+)'.*did you mean '([\w$]+)'/is,
    ({ lines }, [, from = '', to = '']) => lines.map((line) => renamed(line, from, to)),
  ],
  [/\bupper ?case\b/i, ({ lines }) => lines.map((line) => line.toUpperCase())],
  [/\btype hints?\b|\badd types\b/i, ({ lines }) => lines.map(hinted)],
  [
    /\b(?:add|write|put)\b[^.\n]*\b(?:docstrings?|documentation|jsdoc|comments?)\b|^\s*document\b/im,
    documented,
  ],
  [
    /\b(?:fix|repair)\b/i,
    (block) =>
      withComment(block, 'Looked at: there is nothing that the local server could repair.'),
  ],
];

/** Edits a block as instructed. An unknown instruction becomes a comment above it. */
export function rewritten(block: Block, instruction: string): string {
  for (const [pattern, change] of changes) {
    const found = pattern.exec(instruction);
    if (found) return change(block, found).join('\n');
  }
  const [words = ''] = instruction.trim().split('\n');
  return withComment(block, words.slice(0, 80)).join('\n');
}

function renamed(line: string, from: string, to: string): string {
  return line.replaceAll(/[\w$]+/g, (word) => (word === from ? to : word));
}

/** Adds type hints to a Python line that starts a function without any. */
function hinted(line: string): string {
  const [, head, parameters = ''] = /^(\s*(?:async )?def \w+)\(([\w, ]*)\):/.exec(line) ?? [];
  if (head === undefined) return line;
  const names = parameters.split(',').flatMap((name) => name.trim() || []);
  const hints = names.map((name) => (name === 'self' ? name : `${name}: object`));
  return `${head}(${hints.join(', ')}) -> object:${line.slice(line.indexOf(':') + 1)}`;
}

const declaration =
  /^\s*(?:(?:export|default|async|public|private|protected|static|abstract|readonly|pub)\s+)*(?:(?:def|function|class|interface|enum|struct|fn|func|const|let|type)\s+)?([\w$]+)/;

/** The name that the first line of code declares, and the index of that line. */
export function declarationIn({ lines }: Block): { readonly name: string; readonly at: number } {
  const found = lines.findIndex((line) => /\w/.test(line) && !/^\s*(?:[#@*]|\/[/*])/.test(line));
  const at = Math.max(0, found);
  return { name: declaration.exec(lines[at] ?? '')?.[1] ?? 'it', at };
}

/** Adds a documentation comment to the declaration. */
function documented(block: Block): readonly string[] {
  const { language, lines } = block;
  const { name, at: first } = declarationIn(block);
  const line = lines[first] ?? '';
  const sentence = sentenceFrom(name);
  if (/^py/.test(language) && /^\s*(?:async )?(?:def|class)\b/.test(line)) {
    const head = lines.findIndex((each, at) => at >= first && /:\s*(?:#.*)?$/.test(each));
    const inner = `${indentOf(line)}    """${sentence}"""`;
    return head === -1 ? lines : lines.toSpliced(head + 1, 0, inner);
  }
  const usesSlashes = commented(language, '') === '// ';
  const comment = usesSlashes ? `/** ${sentence} */` : commented(language, sentence);
  return lines.toSpliced(first, 0, indentOf(line) + comment);
}

function sentenceFrom(name: string): string {
  const words = wordsOfName(name).join(' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}, as its name says.`;
}
