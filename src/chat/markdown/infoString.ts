/** The parsed info string of a fence. */
export interface Info {
  /** The language as written, in lower case: `ts`; empty if unnamed. */
  readonly language: string;
  /** The file that contains the code: a plain relative path. */
  readonly name: string | undefined;
}

/** Maximum length of a file name, in characters. */
const MAX_NAME_LENGTH = 200;

/**
 * Parses an info string in the forms that models use: `ts`, `ts title="src/a.ts"`, `ts src/a.ts`, `ts:src/a.ts` and
 * `src/a.ts`.
 */
export function readInfo(info: string): Info {
  const [first = '', ...rest] = info
    .slice(0, 2 * MAX_NAME_LENGTH)
    .trim()
    .split(/\s+/);
  const title = titleIn(info);
  const [language = '', behindColon] = first.split(/:(.*)/s);
  const isFile = /[\w-]\.\w+$/.test(language) && behindColon === undefined;
  const candidates = [title, behindColon, isFile ? language : undefined, rest[0]];
  return {
    language: plainLanguage(isFile ? (language.split('.').at(-1) ?? '') : language),
    name: candidates.find((name) => name !== undefined && isPlainName(name)),
  };
}

function plainLanguage(language: string): string {
  return /^[\w+#.-]{1,40}$/.test(language) ? language.toLowerCase() : '';
}

/** Whether a text is a relative path with an extension that can't leave the folder. */
function isPlainName(name: string): boolean {
  if (name.length > MAX_NAME_LENGTH || !/\.\w+$/.test(name)) return false;
  return name
    .split('/')
    .every(
      (part) => /^[\p{L}\p{N}_@(.[+-][\p{L}\p{N}_@()[\]. +-]*$/u.test(part) && !/^\.+$/.test(part),
    );
}

/** The value of the first `title=` or similar attribute, quoted or not. */
function titleIn(info: string): string | undefined {
  for (const { 0: key, index } of info.matchAll(/\b(?:title|file|filename|name|path)=(?=\S)/gi)) {
    const from = index + key.length;
    const quote = /["']/.exec(info.charAt(from))?.[0];
    const end = quote === undefined ? -1 : info.indexOf(quote, from + 1);
    return end < 0 ? /^\S+/.exec(info.slice(from))?.[0] : info.slice(from + 1, end);
  }
  return undefined;
}
