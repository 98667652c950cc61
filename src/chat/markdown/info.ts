/** What the info string of a fence says. */
export interface Info {
  /** As written, in small letters: `ts`; empty where none is named. */
  readonly language: string;
  /** The file that the code is of: a plain relative path. */
  readonly name: string | undefined;
}

/** No name of a file is longer, in characters. */
const LONGEST_NAME = 200;

/**
 * Reads an info string in the forms that models write: `ts`, `ts title="src/a.ts"`, `ts src/a.ts`,
 * `ts:src/a.ts` and `src/a.ts`.
 */
export function readInfo(info: string): Info {
  const [first = '', ...rest] = info
    .slice(0, 2 * LONGEST_NAME)
    .trim()
    .split(/\s+/);
  const titled = /\b(?:title|file|filename|name|path)=(?:"([^"]*)"|'([^']*)'|(\S+))/i.exec(info);
  const title = titled?.[1] ?? titled?.[2] ?? titled?.[3];
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

/** Whether it is a relative path with an extension, of which nothing can be meant but a file below here. */
function isPlainName(name: string): boolean {
  if (name.length > LONGEST_NAME || !/\.\w+$/.test(name)) return false;
  return name
    .split('/')
    .every(
      (part) => /^[\p{L}\p{N}_@(.[+-][\p{L}\p{N}_@()[\]. +-]*$/u.test(part) && !/^\.+$/.test(part),
    );
}
