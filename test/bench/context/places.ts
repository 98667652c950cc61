import { readFileSync } from 'node:fs';
import { declaredName } from '../../../src/outline/declaredNames.ts';
import { outlineOf } from '../../../src/outline/outline.ts';
import type { Declaration } from '../../../src/outline/declaration.ts';
import { isReserved } from '../../../src/languages/reservedWords.ts';
import { ecosystemOf } from '../../../src/languages/ecosystems.ts';
import { languageOfFile } from './diskProject.ts';

/** A place where the next word is declared in another file. Zero-based. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly name: string;
  /** The file that declares the name, and the line that does. */
  readonly target: string;
  readonly declaration: string;
}

/**
 * The places in a project without a language server: names that exactly one other file declares and the file itself
 * neither declares nor assigns, after a dot or imported or of the same package. One for each line.
 */
export function placesByName(paths: readonly string[]): Place[] {
  const declarations = new Map<string, { path: string; line: string }[]>();
  const texts = new Map(paths.map((path) => [path, readFileSync(path, 'utf8').split(/\r?\n/)]));
  for (const [path, lines] of texts) {
    const add = ({ names, line, members }: Declaration): void => {
      for (const name of names) {
        const known = declarations.get(name) ?? [];
        if (!known.some((other) => other.path === path)) {
          known.push({ path, line: lines[line] ?? '' });
        }
        declarations.set(name, known);
      }
      members.forEach(add);
    };
    outlineOf(lines, languageOfFile(path)).forEach(add);
  }
  return paths.flatMap((path) => {
    const languageId = languageOfFile(path);
    const lines = texts.get(path) ?? [];
    const bound = boundNames(lines);
    let isDocumentation = false;
    return lines.flatMap((text, line) => {
      const quotes = text.match(/"""|'''/g)?.length ?? 0;
      const isInside = isDocumentation;
      if (quotes % 2 === 1) isDocumentation = !isDocumentation;
      if (isInside || quotes > 0) return [];
      if (/^\s*(?:import|from|use|package|mod|pub\s+use|#|\/\/|\*|\/\*)/.test(text)) return [];
      for (const { 0: name, index } of code(text).matchAll(/[\p{L}_][\p{L}\p{N}_]{3,}/gu)) {
        const [declared, ...more] = declarations.get(name) ?? [];
        if (!declared || more.length > 0 || declared.path === path) continue;
        if (isReserved(name, languageId) || isBuiltIn(name, languageId)) continue;
        const isMember = /(?:\.|->|::)\s*$/.test(text.slice(0, index));
        if (!isMember && bound.has(name)) continue;
        const declaration = declared.line;
        return [{ path, line, column: index, name, target: declared.path, declaration }];
      }
      return [];
    });
  });
}

/** Python's built-in functions and methods of str, list and file objects, which a file of the project may declare again. */
const OF_PYTHON: ReadonlySet<string> = new Set(
  (
    'type iter next open print range sorted super vars clear copy count decode encode extend find format index insert ' +
    'items join keys lower pop read remove replace reverse sort split strip update upper values write ' +
    'close fileno flush readable readline readlines seek tell truncate writable writelines setdefault'
  ).split(' '),
);

/** Whether a name is more likely one of the language than that of the only file of the project that declares it. */
function isBuiltIn(name: string, languageId: string): boolean {
  return languageId === 'python' && (OF_PYTHON.has(name) || /^__\w+__$/.test(name));
}

/** The names that a file assigns or declares as parameters, as far as lines tell it. */
function boundNames(lines: readonly string[]): ReadonlySet<string> {
  const text = lines.map(code).join('\n');
  const found = new Set<string>();
  const add = (pattern: RegExp): void => {
    for (const { 1: name = '' } of text.matchAll(pattern)) found.add(name);
  };
  add(/(?<![\w.>:])(\w+)\s*(?:,\s*\w+\s*)*(?::=|=(?!=)|\bin\b)/g);
  add(/(?<=[(,*&]\s*(?:\w+[\s*&]+)?)(\w+)\s*(?=[,)=:])/g);
  // Modules, under their own name or another: `import datetime`, `from email import _parser as parser`.
  for (const imported of text.matchAll(/^\s*import\s+([\w.]+)\s*(?:\bas\s|$)/gm)) {
    found.add((imported[1] ?? '').split('.')[0] ?? '');
  }
  add(/\bas\s+(\w+)/g);
  for (const declared of text.matchAll(/\bdef\s+\w+\s*\(([^)]*)\)/g)) {
    for (const name of (declared[1] ?? '').match(/\w+/g) ?? []) found.add(name);
  }
  return found;
}

function code(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:\/\/|#\s).*$/g, (match) =>
    ' '.repeat(match.length),
  );
}

/** Whether a prompt has the declaration of a place's name, in the part with its file. */
export function hasDeclaration(prompt: string, label: string, place: Place): boolean {
  const family = ecosystemOf(languageOfFile(place.target));
  const blocks = prompt.split(/^(?=\+{5} )/m).slice(0, -1);
  const block = blocks.filter((each) => each.startsWith(`+++++ ${label}\n`)).join('\n');
  const at = place.declaration.indexOf(place.name);
  const start = place.declaration.slice(0, at + place.name.length).trim();
  // `module.exports = { name, … }` declares no more than the name.
  const isBare = place.declaration.trim().replace(/,$/, '') === place.name;
  return block.split('\n').some((line) => {
    const text = line.trim();
    if (isBare && text.split(/[^\w$]+/).includes(place.name)) return true;
    return text.startsWith(start) || declaredName(text, family)?.name === place.name;
  });
}
