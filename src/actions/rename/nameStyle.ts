/** The style of a name; `free` if it follows no known style. */
export type NameStyle =
  | 'camelCase'
  | 'PascalCase'
  | 'snake_case'
  | 'SCREAMING_SNAKE_CASE'
  | 'kebab-case'
  | 'free';

/** The parts of a name: a prefix such as `_` or `$`, the core, and a suffix such as `?` or `_`. */
export interface NameParts {
  readonly before: string;
  readonly core: string;
  readonly after: string;
}

/** Languages that use snake_case by default. */
const SNAKE =
  /^(c|elixir|erlang|julia|lua|ocaml|perl|python|r|ruby|rust|shellscript|sql|terraform|zig)$/;
/** Languages in which names may contain hyphens. */
const KEBAB = /^(clojure|css|html|less|lisp|scheme|scss)$/;
/** Letters, marks and digits, with `_` or `-` between them. */
const CORE = /^[\p{L}\p{Nl}][\p{L}\p{Nl}\p{M}\p{Nd}_-]*$/u;

const RULES: Readonly<Record<NameStyle, RegExp>> = {
  camelCase: /^[^\p{Lu}_-][^_-]*$/u,
  PascalCase: /^[^\p{Ll}_-][^_-]*$/u,
  snake_case: /^[^\p{Lu}-]+$/u,
  SCREAMING_SNAKE_CASE: /^[^\p{Ll}-]+$/u,
  'kebab-case': /^[^\p{Lu}_]+$/u,
  free: /^/,
};

/** Splits a name into its parts; undefined if it is not a valid name. */
export function splitName(name: string): NameParts | undefined {
  const before = /^[^\p{L}\p{Nl}]*/u.exec(name)?.[0] ?? '';
  const rest = name.slice(before.length);
  const after = /(?<![^\p{L}\p{Nl}\p{M}\p{Nd}])[^\p{L}\p{Nl}\p{M}\p{Nd}]*$/u.exec(rest)?.[0] ?? '';
  const core = rest.slice(0, rest.length - after.length);
  return CORE.test(core) ? { before, core, after } : undefined;
}

/** The style of a name's core. For a single lower-case word, the nearby code decides. */
export function namingStyleOf(core: string, languageId: string, near: string): NameStyle {
  if (core.includes('-')) return RULES['kebab-case'].test(core) ? 'kebab-case' : 'free';
  const letters = core.match(/\p{Lu}|\p{Ll}/gu) ?? [];
  if (letters.length === 0) return 'free';
  if (letters.length > 1 && RULES.SCREAMING_SNAKE_CASE.test(core)) return 'SCREAMING_SNAKE_CASE';
  if (core.includes('_')) return RULES.snake_case.test(core) ? 'snake_case' : 'free';
  if (RULES.PascalCase.test(core)) return 'PascalCase';
  return /\p{Lu}/u.test(core) ? 'camelCase' : styleOfOneWord(languageId, near);
}

/** Converts a name to a style. A name that matches it already does not change: `parseURL` stays. */
export function inStyle(core: string, style: NameStyle): string {
  if (RULES[style].test(core)) return core;
  const words = wordsOf(core);
  switch (style) {
    case 'camelCase':
      return words.map((word, at) => (at === 0 ? word.toLowerCase() : capital(word))).join('');
    case 'PascalCase':
      return words.map(capital).join('');
    case 'snake_case':
      return words.join('_').toLowerCase();
    case 'SCREAMING_SNAKE_CASE':
      return words.join('_').toUpperCase();
    case 'kebab-case':
      return words.join('-').toLowerCase();
    case 'free':
      return core;
  }
}

function styleOfOneWord(languageId: string, near: string): NameStyle {
  if (KEBAB.test(languageId)) return 'kebab-case';
  const snakes = near.match(/(?<![\p{L}\d_])\p{Ll}[\p{Ll}\d]*_\p{Ll}/gu)?.length ?? 0;
  const camels = near.match(/(?<![\p{L}\d_])\p{Ll}[\p{Ll}\d]*\p{Lu}/gu)?.length ?? 0;
  if (snakes === camels) return SNAKE.test(languageId) ? 'snake_case' : 'camelCase';
  return snakes > camels ? 'snake_case' : 'camelCase';
}

/** Splits `HTTPServer_name` into HTTP, Server and name. */
function wordsOf(core: string): string[] {
  return core
    .split(/[_-]+|(?<=[\p{Ll}\p{Nd}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u)
    .filter((word) => word !== '');
}

function capital(word: string): string {
  const [first = '', ...rest] = word;
  return first.toUpperCase() + rest.join('').toLowerCase();
}
