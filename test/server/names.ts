import { partsOf } from './blocks.ts';

/** Keywords of programming languages, which are not used in names. */
const reserved = new Set(
  'and as async await bool boolean break case catch class const continue def default elif else enum export extends false final finally for from func function if implements import in int interface is let match new none not null number of or package private protected public raise readonly return self static str string struct super switch this throw true try type undefined var void while with yield'.split(
    ' ',
  ),
);

/** Name endings for code without further words. */
const common = ['value', 'result', 'entry', 'amount', 'data'];

/**
 * Different names for the identifier in a question: the first word in backticks, or else the first identifier in its
 * code. Each adds another word of the code, most frequent first.
 */
export function namesFor(question: string, count: number): string[] {
  const { prose, blocks } = partsOf(question);
  const code = blocks.map(({ lines }) => lines.join('\n')).join('\n');
  const [, asked] = /`([\p{L}_$][\p{L}\d_$]*)`/u.exec(prose) ?? [];
  const old = asked ?? frequent(code)[0] ?? frequent(prose)[0] ?? 'it';
  const own = wordsOfName(old);
  const others = [...frequent(code || prose).flatMap(wordsOfName), ...common];
  const words = [...new Set(others)].filter((word) => word.length > 2 && !own.includes(word));
  return Array.from({ length: count }, (_, at) => {
    const [word, round] = [words[at % words.length]!, Math.floor(at / words.length)];
    return likeName(old, [...own, word, ...(round > 0 ? [String(round + 1)] : [])]);
  });
}

/** The words of a name, in lower case. */
export function wordsOfName(name: string): string[] {
  const words = name.replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2').match(/\p{L}+|\d+/gu) ?? [];
  return words.map((word) => word.toLowerCase());
}

/** Words joined in the style of another name. */
function likeName(model: string, words: readonly string[]): string {
  const [, lead = '', core = ''] = /^([_$]*)(.*)$/.exec(model) ?? [];
  if (/^[\p{Lu}\d_]{2,}$/u.test(core)) return lead + words.join('_').toUpperCase();
  if (model.includes('_')) return lead + words.join('_');
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return lead + (/^\p{Lu}/u.test(core) ? joined : joined.charAt(0).toLowerCase() + joined.slice(1));
}

/** The identifiers in a text, most frequent first. */
function frequent(text: string): string[] {
  const counts = new Map<string, number>();
  for (const name of text.match(/[\p{L}_$][\p{L}\d_$]{2,}/gu) ?? []) {
    if (!reserved.has(name.toLowerCase())) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}
