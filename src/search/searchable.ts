import { baseName } from '../base/baseName.ts';

/** Larger files are generated or data, in bytes. */
export const MAX_FILE_BYTES = 1_000_000;
/** Written code has shorter lines on average, in characters. */
const MAX_AVERAGE_LINE = 200;
/** A single longer line is minified code or data if the average is high as well. */
const MAX_LINE = 5_000;
/** The beginning of a file in which a note says that it is generated, in characters. */
const HEAD = 1_000;

/** Files that are generated or data, by name. */
const GENERATED_NAME =
  /[.-](?:min|bundle|generated|designer|lock|g)\.\w{1,8}$|^(?:package-lock|npm-shrinkwrap|composer\.lock|pnpm-lock)|\.(?:lock|map|snap|svg|csv|tsv|jsonl|ipynb|pb\.go|pbxproj|resx|xlf)$/i;
const GENERATED_NOTE =
  /@generated\b|\bDO NOT EDIT\b|\bauto-?generated\b.{0,80}\b(?:do not|don't)\b/i;

/** Extensions of files without text; they are not read. */
const BINARY =
  /\.(?:png|jpe?g|gif|webp|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|zip|gz|tgz|bz2|xz|7z|rar|jar|war|class|o|a|so|dll|dylib|exe|bin|wasm|woff2?|ttf|otf|eot|mp[34]|m4a|mov|avi|webm|ogg|wav|flac|psd|sqlite3?|db|pyc|node|vsix)$/i;

/** Whether a file may be worth searching, by its path: not binary, a lock file, or generated. */
export function isSearchablePath(path: string): boolean {
  const name = baseName(path);
  return !BINARY.test(name) && !GENERATED_NAME.test(name);
}

/** Whether a text was written by people: not minified, generated or data. */
export function isSearchableText(text: string): boolean {
  if (text.trim() === '' || GENERATED_NOTE.test(text.slice(0, HEAD))) return false;
  let longest = 0;
  let count = 0;
  for (let from = 0; from <= text.length; count += 1) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    longest = Math.max(longest, to - from);
    from = to + 1;
  }
  const isWide = text.length / count > MAX_AVERAGE_LINE;
  return !(longest > MAX_LINE && isWide) && !(isWide && count < 20 && text.length > 4_000);
}
