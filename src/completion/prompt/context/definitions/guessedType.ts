import type { LineSource } from '../../../../base/lines.ts';

/** Lines read above and below the cursor, and the maximum number of characters of a line. */
const LINES_ABOVE = 200;
const LINES_BELOW = 20;
const MAX_LINE_LENGTH = 240;

/**
 * Infers the type of a variable from the text near the cursor: from its annotation, or from the function that returns
 * its value. Undefined if neither is there.
 */
export function guessedType(lines: LineSource, line: number, name: string): string | undefined {
  const last = Math.min(lines.count - 1, line + LINES_BELOW);
  const order = [
    ...Array.from({ length: LINES_ABOVE + 1 }, (_, index) => line - index),
    ...Array.from({ length: LINES_BELOW }, (_, index) => line + 1 + index),
  ];
  for (const at of order) {
    if (at < 0 || at > last) continue;
    const text = lines.at(at).slice(0, MAX_LINE_LENGTH);
    if (!text.includes(name)) continue;
    const type = typeIn(text, name);
    if (type !== undefined && type !== name) return type;
  }
  return undefined;
}

/** `name: Type`, `name = new Type(`, `name := pkg.NewType(`, `name = Type.of(`. */
const AFTER =
  /^\s{0,4}(?:[?!]?:\s{0,4}(?:&|mut\s|\x2a|readonly\s){0,3}|(?::|:[^=]{1,60})?=\s{0,4}(?:await\s{1,4})?(?:new\s{1,4}|&)?(?:\w{1,60}\.)?)(?:New|new_|make_|create_)?([A-Z]\w{0,80})/;
/** `name *pkg.Type`. */
const AFTER_SPACE = /^\s{1,4}(?:\x2a|\[\]){0,3}(?:\w{1,60}\.)?([A-Z]\w{0,80})/;
/** `Type name`, `Type *name`, `Type<A> name`, followed by the end of the declaration. */
const BEFORE =
  /(?<![\w$])([A-Za-z_]\w{0,80})(?:<[^()]{0,80}>)?(?:\s{1,4}[\x2a&]{0,3}|\s{0,4}[\x2a&]{1,3}\s{0,4})$/;
/** Before a field of the object itself. */
const OF_OWN = /(?:^|[^\w$.])(?:self|this|cls)\.$/;
const DECLARED = /^\s{0,4}(?:[=;,)]|$)/;
/** Maximum number of occurrences of a name read in a line, and of characters read on each side of one. */
const MAX_OCCURRENCES = 4;
const MAX_SIDE = 160;

/** Shortest word that may stand for a longer one, such as `fut` for `Future`. */
const MIN_SHORT_WORD = 3;

/**
 * Whether a variable is probably named after a type: the last word of its name is that of the type or the beginning of
 * it, as in `write_transport: Transport`, `sock: TransportSocket`.
 */
export function isNamedAfter(variable: string, type: string): boolean {
  const [word, last] = [lastWord(variable), lastWord(type)];
  return word === last || (word.length >= MIN_SHORT_WORD && last.startsWith(word));
}

/** Between the words of a name in camel case or with underscores. */
const WORD_ENDS = /_|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** The last word of a name, in lower case. */
function lastWord(name: string): string {
  return name.slice(-MAX_SIDE).split(WORD_ENDS).at(-1)?.toLowerCase() ?? '';
}

function typeIn(text: string, name: string): string | undefined {
  let at = text.indexOf(name);
  for (let count = 0; at >= 0 && count < MAX_OCCURRENCES; count += 1) {
    const before = text.slice(Math.max(0, at - MAX_SIDE), at);
    const after = text.slice(at + name.length, at + name.length + MAX_SIDE);
    const isName = !/[\w$.]$/.test(before) || OF_OWN.test(before);
    if (isName && !/^[\w$]/.test(after)) {
      const byValue = AFTER.exec(after)?.[1];
      if (byValue !== undefined && !NOT_TYPES.has(byValue)) return byValue;
      const byType = DECLARED.test(after) ? BEFORE.exec(before)?.[1] : undefined;
      if (byType !== undefined && !NOT_TYPES.has(byType)) return byType;
      const behind = AFTER_SPACE.exec(after)?.[1];
      if (behind !== undefined) return behind;
    }
    at = text.indexOf(name, at + name.length);
  }
  return undefined;
}

/** Words that may stand before a name but are not its type. */
const NOT_TYPES: ReadonlySet<string> = new Set(
  'return new else const let var val await static final public private protected in of as import from throw case goto delete yield mut ref struct function fn func def class None True False NULL'.split(
    ' ',
  ),
);
