import type { LineSource } from '../base/lines.ts';
import type { Ecosystem } from '../languages/ecosystems.ts';
import { ecosystemOf } from '../languages/ecosystems.ts';
import { baseName } from '../base/baseName.ts';

/** An import, include or require in a file. */
export interface ImportDeclaration {
  /** The module as written: a path, a package or a dotted name. */
  readonly target: string;
  /** The imported names by local name; empty if the module itself is imported. */
  readonly names: ReadonlyMap<string, string>;
  /** The local name of the module; undefined if it has none. */
  readonly alias?: string | undefined;
  /** Whether everything is imported or re-exported: `import *`, `export * from`, `#include`. */
  readonly isWildcard: boolean;
  /** Whether the names are re-exported. */
  readonly isReExport: boolean;
}

/** Maximum numbers of lines read, of lines of one import, and of imports. */
const MAX_LINES = 400;
const MAX_IMPORT_LINES = 60;
const MAX_IMPORTS = 100;
const MAX_LINE_LENGTH = 500;

/** The imports of a file. Reads a limited number of lines. */
export function importedModules(lines: LineSource, languageId: string): ImportDeclaration[] {
  const ecosystem = ecosystemOf(languageId);
  const read = ecosystem && READERS[ecosystem];
  if (!read) return [];
  const found: ImportDeclaration[] = [];
  for (let at = 0; at < Math.min(lines.count, MAX_LINES); at += 1) {
    if (found.length >= MAX_IMPORTS) break;
    const first = lines.at(at).slice(0, MAX_LINE_LENGTH).trim();
    if (!STARTS.test(first)) continue;
    let text = first;
    while (
      isOpen(text, ecosystem) &&
      at + 1 < lines.count &&
      text.length < MAX_IMPORT_LINES * 100
    ) {
      at += 1;
      text += `\n${lines.at(at).slice(0, MAX_LINE_LENGTH).trim()}`;
    }
    found.push(...read(text));
  }
  return found;
}

const STARTS =
  /^(?:import\b|export\b|from\s|use\s|pub\s+use\s|(?:pub(?:\([^)]*\))?\s+)?mod\s|#\s*(?:include|import)\b|require|(?:const|let|var)\s*\{[^}]*$|(?:const|let|var)\s[^=]*=\s*(?:await\s+)?(?:require|import)\s*\(|module\.exports\s*=\s*require)/;

/** Whether an import continues on the next line. */
function isOpen(text: string, ecosystem: Ecosystem): boolean {
  if (ecosystem === 'c') return false;
  if (ecosystem === 'javascript') return isUnclosed(text, '{', '}');
  if (ecosystem === 'rust') return /^(?:pub\s+)?use\s/.test(text) && !text.includes(';');
  return isUnclosed(text, '(', ')') || text.endsWith('\\');
}

function isUnclosed(text: string, open: string, close: string): boolean {
  return text.lastIndexOf(open) > text.lastIndexOf(close);
}

type Read = (text: string) => ImportDeclaration[];

const READERS: Readonly<Partial<Record<Ecosystem, Read>>> = {
  javascript: readScript,
  python: readPython,
  go: readGo,
  jvm: readJava,
  rust: readRust,
  c: (text) => {
    const target = /^#\s*(?:include|import)\s*"([^"]+)"/.exec(text)?.[1];
    return target === undefined ? [] : [module(target, { isWildcard: true })];
  },
  ruby: (text) => {
    const match = /^(require|require_relative)\s{0,9}\(?\s{0,9}['"]([^'"]{1,99})['"]/.exec(text);
    if (!match?.[2]) return [];
    return [module(match[1] === 'require' ? match[2] : `./${match[2]}`, { isWildcard: true })];
  },
  php: (text) => {
    const target =
      /^(?:require|include)(?:_once)?\s{0,9}\(?\s{0,9}(?:__DIR__\s{0,9}\.\s{0,9})?['"]\/?([^'"]{1,99})/.exec(
        text,
      );
    return target?.[1] ? [module(`./${target[1]}`, { isWildcard: true })] : [];
  },
};

function module(
  target: string,
  more: Partial<Omit<ImportDeclaration, 'target'>> = {},
): ImportDeclaration {
  return { target, names: new Map(), isWildcard: false, isReExport: false, ...more };
}

function readScript(text: string): ImportDeclaration[] {
  const target =
    /\bfrom\s*['"]([^'"]+)['"]/.exec(text)?.[1] ??
    /(?:^import|\bimport\s*\(|\brequire\s*\()\s*['"]([^'"]+)['"]/.exec(text)?.[1];
  if (target === undefined) return [];
  const isReExport = /^(?:export|module\.exports)\b/.test(text);
  const clause = text.slice(0, text.search(/\bfrom\s*['"]|=\s*(?:await\s+)?(?:require|import)\b/));
  const list = clause.slice(clause.indexOf('{') + 1, Math.max(0, clause.indexOf('}')));
  const names = namesOf(list, /\sas\s|:/);
  const alias = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
  const defaultImport = /^(?:import(?:\s+type)?|const|let|var)\s+([\w$]+)\s*(?:,|$)/.exec(
    clause.trim(),
  )?.[1];
  if (defaultImport !== undefined && defaultImport !== 'type') names.set(defaultImport, 'default');
  const isWildcard = isReExport && names.size === 0 && /\*|module\.exports/.test(text);
  return [
    module(target, { names, alias, isWildcard: isWildcard && alias === undefined, isReExport }),
  ];
}

function readPython(text: string): ImportDeclaration[] {
  const from = /^from\s{1,9}([\w.]{1,99})\s{1,9}import\b/.exec(text);
  if (from?.[1] !== undefined) {
    const list = text
      .slice(from[0].length)
      .split('\n')
      .map((line) => line.split('#', 1)[0] ?? '')
      .join('\n')
      .replace(/[()\\]/g, '');
    const isWildcard = list.trim() === '*';
    const names = isWildcard ? new Map<string, string>() : namesOf(list, /\sas\s/);
    // In a package's `__init__`, imported names are re-exported.
    return [module(from[1], { names, isWildcard, isReExport: true })];
  }
  const list = /^import\s+([\w.,\s]+)/.exec(text)?.[1];
  return (list ?? '').split(',').flatMap((item) => {
    const [target = '', alias] = item.split(/\sas\s/).map((part) => part.trim());
    return target === '' ? [] : [module(target, { alias: alias ?? target.split('.').at(-1) })];
  });
}

function readGo(text: string): ImportDeclaration[] {
  if (!text.startsWith('import')) return [];
  return [...text.matchAll(/(?:([\w.]{1,80})\s{1,9})?"([^"]{1,99})"/g)].map(
    ({ 1: alias, 2: target = '' }) => {
      const own = alias === undefined || alias === 'import' ? baseName(target) : alias;
      return module(target, { alias: own, isWildcard: own === '.' });
    },
  );
}

function readJava(text: string): ImportDeclaration[] {
  const match = /^import\s+(static\s+)?([\w.]+)(\.\*|\.\{([^}]*)\})?(?:\s+as\s+(\w+))?/.exec(text);
  if (!match?.[2]) return [];
  const parts = match[2].split('.');
  if (match[3] !== undefined && match[1] === undefined) {
    const names = namesOf(match[4] ?? '', /=>/);
    return [module(match[2], { names, isWildcard: match[4] === undefined })];
  }
  const own = match[1] !== undefined && match[3] === undefined ? parts.slice(0, -1) : parts;
  const name = own.at(-1) ?? '';
  return [module(own.join('.'), { names: new Map([[match[5] ?? name, name]]) })];
}

function readRust(text: string): ImportDeclaration[] {
  const declared = /^(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;/.exec(text)?.[1];
  if (declared !== undefined) return [module(`self::${declared}`, { alias: declared })];
  const used = /^(pub\s+)?use\s+([^;]+)/.exec(text);
  if (!used?.[2]) return [];
  return rustPaths(used[2].replace(/\s+/g, ' ')).map(({ path, alias }) => {
    const parts = path.split('::');
    const name = parts.at(-1) ?? '';
    const isReExport = used[1] !== undefined;
    const target = parts.slice(0, -1).join('::');
    if (name === '*') return module(target, { isWildcard: true, isReExport });
    return module(target, { names: new Map([[alias ?? name, name]]), isReExport });
  });
}

/** The paths of `a::{b, c as d, e::{f}}`. Deeper braces are read one level at a time. */
function rustPaths(text: string, depth = 0): { path: string; alias: string | undefined }[] {
  const open = text.indexOf('{');
  if (open < 0 || depth > 4) {
    const [path = '', alias] = text.split(/\sas\s/).map((part) => part.trim());
    return path === '' ? [] : [{ path: path.replace(/::self$/, ''), alias }];
  }
  const head = text.slice(0, open).trim();
  const inner = text.slice(open + 1, text.lastIndexOf('}') < 0 ? undefined : text.lastIndexOf('}'));
  return splitOutside(inner).flatMap((item) =>
    rustPaths(item, depth + 1).map(({ path, alias }) => ({ path: head + path, alias })),
  );
}

/** The parts between the commas that are outside of braces. */
function splitOutside(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of text) {
    if (char === '{') depth += 1;
    else if (char === '}') depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts;
}

/** The names of a list such as `a, type b as c`: the local names and those in the module. */
function namesOf(list: string, as: RegExp): Map<string, string> {
  const names = new Map<string, string>();
  for (const item of list.split(',')) {
    const [name = '', alias] = item
      .trim()
      .replace(/^type\s/, '')
      .split(as)
      .map((part) => part.trim());
    if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name)) names.set(alias ?? name, name);
  }
  return names;
}
