import { hasControls, hasHidden } from './hidden.ts';
import { extensionOf } from './languages.ts';

/** Longer names trouble some file systems, in characters. */
const LONGEST = 80;
/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
/** Signs that Windows has other uses for, and what makes one name look like two. */
const UNFIT = /[<>:"|?*\n\t]/;

/**
 * A name for a new file from what a model called it: never a path, nothing hidden, nothing that a system keeps
 * for itself. The language's ending is added where there is none. Undefined where no good name is left.
 */
export function fileNameOf(hint: string, language: string): string | undefined {
  const name = (hint.split(/[/\\]/).at(-1) ?? '').trim();
  if (name === '' || name.length > LONGEST || !name.isWellFormed()) return undefined;
  if (hasControls(name) || hasHidden(name)) return undefined;
  // Windows drops blanks and dots at the end, so that the file would have another name than is shown.
  if (UNFIT.test(name) || /^[.~\-\s]|[.\s]$/.test(name) || DEVICES.test(name)) return undefined;
  const extension = extensionOf(language);
  const isWhole = name.includes('.') || extension === undefined || /^[A-Z]/.test(extension);
  return isWhole ? name : `${name}.${extension}`;
}
