import { hasControls, hasHidden } from '../../base/hiddenCharacters.ts';
import { extensionOf } from '../../languages/fenceLanguages.ts';

/** Longer names cause problems on some file systems, in characters. */
const MAX_NAME_LENGTH = 80;
/** Device names that Windows reserves, with any extension. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\.|$)/i;
/** Characters that Windows does not allow, and line breaks and tabs. */
const INVALID_CHARACTERS = /[<>:"|?*\n\t]/;

/**
 * A safe name for a new file from a model's suggestion: never a path, a hidden file or a reserved name. Adds the
 * language's extension if there is none. Undefined if the suggestion is not usable.
 */
export function fileNameOf(hint: string, language: string): string | undefined {
  const name = (hint.split(/[/\\]/).at(-1) ?? '').trim();
  if (name === '' || name.length > MAX_NAME_LENGTH || !name.isWellFormed()) return undefined;
  if (hasControls(name) || hasHidden(name, { spaces: true })) return undefined;
  // Windows removes trailing spaces and dots, so the file would not have the displayed name.
  if (INVALID_CHARACTERS.test(name) || /^[.~\-\s]|[.\s]$/.test(name) || DEVICES.test(name))
    return undefined;
  const extension = extensionOf(language);
  const isWhole = name.includes('.') || extension === undefined || /^[A-Z]/.test(extension);
  return isWhole ? name : `${name}.${extension}`;
}
