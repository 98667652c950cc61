import type { Ecosystem } from '../languages/ecosystems.ts';

/** The name that a header declares. */
export interface DeclaredName {
  readonly name: string;
  /** The type that the declaration belongs to, if the header names it: `func (c *Client) Send`, `A.prototype.b =`. */
  readonly owner?: string;
}

const MODIFIERS =
  /^(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|sealed|open|override|virtual|async|partial|synchronized|native|readonly|unsafe|inline|suspend|data|fileprivate|mutating|lazy|pub(?:\([^)]*\))?|extern(?:\s+"[^"]*")?|volatile|transient|required|accessor|typedef|template\s*<[^>]*>|case(?=\s+class)|const(?=\s+(?:enum|fn|unsafe|async)\b)|@[\w.]+(?:\([^()]*\))?)\s+)/;
/** A word that a name follows. */
const KEYWORD =
  /^(?:function\b\s*\*?|(?:class|interface|enum(?:\s+(?:class|struct))?|struct|trait|union|type|def|fn|func|fun|module|namespace|mod|object|record|protocol|extension|actor|macro_rules!|typealias|using|defmodule|defp?|defmacro|#\s*define|let(?:\s+mut)?|const|var|val|static(?:\s+mut)?|@interface|annotation\s+class|sub|proc)\s)\s*/;
const RESERVED: ReadonlySet<string> = new Set(
  'struct union enum class if for while switch return else do try case'.split(' '),
);
const NAME = /^[\p{L}_$#~][\p{L}\p{N}_$]*/u;
const ASSIGNED =
  /^(?:module\.)?([\w$]+)(?:\.prototype)?\.([\w$]+)(?:\s*=\s*(?:module\.)?exports(?:\.[\w$]+)?)?\s*=(?!=)/;

/** The name that a header declares; undefined if there is none. */
export function declaredName(
  header: string,
  ecosystem: Ecosystem | undefined,
): DeclaredName | undefined {
  if (ecosystem === 'go') {
    const method =
      /^func\s{0,9}\(\s{0,9}(?:\w{1,80}\s{1,9})?\x2a?\s{0,9}(\w{1,80})[^)]{0,99}\)\s{0,9}(\w{1,80})/.exec(
        header,
      );
    if (method?.[1] && method[2]) return { name: method[2], owner: method[1] };
  }
  if (ecosystem === 'rust') {
    const impl =
      /^(?:unsafe\s{1,9})?impl\b(?:\s{0,9}<[^{]{0,99}?>)?\s{1,9}(?:[^{]{0,99}?\bfor\s{1,9})?&?([\w:]{1,80})/.exec(
        header,
      );
    if (impl?.[1]) return { name: impl[1].split('::').at(-1) ?? impl[1] };
  }
  if (ecosystem === 'javascript') {
    const assigned = ASSIGNED.exec(header);
    if (assigned?.[2]) {
      const owner = assigned[1] ?? '';
      const isExport = owner === 'exports' || owner === 'module';
      return isExport ? { name: assigned[2] } : { name: assigned[2], owner };
    }
  }
  let rest = header;
  for (let count = 0; count < 8; count += 1) {
    const modifier = MODIFIERS.exec(rest)?.[0];
    if (modifier === undefined) break;
    rest = rest.slice(modifier.length);
  }
  const keyword = KEYWORD.exec(rest)?.[0];
  if (
    keyword !== undefined &&
    !(ecosystem === 'c' && /^(?:struct|union|enum)\s+\w+\s+[*\w]/.test(rest))
  ) {
    const after = rest.slice(keyword.length).replace(/^self\./, '');
    return named(NAME.exec(after)?.[0]);
  }
  return nameWithoutKeyword(rest, ecosystem);
}

/** The name of a method, field or enum member: the one before the first bracket, type or value. */
function nameWithoutKeyword(
  rest: string,
  ecosystem: Ecosystem | undefined,
): DeclaredName | undefined {
  if (ecosystem === 'go') return named(NAME.exec(rest)?.[0]);
  if (ecosystem === 'c') {
    const pointer = /\(\s*(?:\w+\s+)?\*\s*(\w+)\s*\)\s*\(/.exec(rest)?.[1];
    if (pointer !== undefined) return named(pointer);
    const calls = [...rest.matchAll(/([\w~]{1,80})\s{0,9}\(/g)].filter(
      ({ 1: name = '', index }) => !name.startsWith('__') && depthAt(rest, index) === 0,
    );
    const call = calls.at(-1)?.[1];
    const equals = rest.indexOf('=');
    if (call !== undefined && (equals < 0 || equals > rest.lastIndexOf(call))) return named(call);
  }
  const end = endOfName(rest);
  const before = rest
    .slice(0, end)
    .replace(/\s{0,9}\[[^\]]{0,99}\]\s{0,9}$/, '')
    .trimEnd();
  return named(/[\p{L}_$#~][\p{L}\p{N}_$]{0,80}$/u.exec(before.replace(/[?!]$/, ''))?.[0]);
}

/** The offset of the first bracket, colon, equals sign or comma outside of type arguments. */
function endOfName(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '<') {
      // Type arguments of a method follow its name: `read<T>(…)`.
      if (depth === 0 && /^<[^()]*>\s*\(/.test(text.slice(at, at + 200))) return at;
      depth += 1;
    } else if (char === '>') depth = Math.max(0, depth - 1);
    else if (depth === 0 && '(:=,;'.includes(char) && !text.startsWith('::', at)) return at;
  }
  return text.length;
}

function depthAt(text: string, end: number): number {
  let depth = 0;
  for (let at = 0; at < end; at += 1) {
    if (text.charAt(at) === '(') depth += 1;
    else if (text.charAt(at) === ')') depth -= 1;
  }
  return depth;
}

function named(name: string | undefined): DeclaredName | undefined {
  return name === undefined || RESERVED.has(name) ? undefined : { name };
}
