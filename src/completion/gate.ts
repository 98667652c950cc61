import type { BlockedReason } from '../privacy/sendPolicy.ts';

/** The facts that decide whether completions are allowed at a position; none is text of the document. */
export interface CompletionSite {
  readonly trigger: 'automatic' | 'invoke';
  /** `codestral.completion.enabled`. */
  readonly isEnabled: boolean;
  /** `codestral.completion.languages` for the language of the document. */
  readonly isLanguageEnabled: boolean;
  /** Why the send policy blocks the document; undefined if it may be sent. */
  readonly blocked: BlockedReason | undefined;
  /** Whether text is selected or there are several cursors. */
  readonly hasSelectionOrCursors: boolean;
  /** The last change: typing or none, undo or redo, or a large insertion. */
  readonly lastChange: 'typed' | 'undone' | 'pasted';
  /** The characters before and after the cursor; empty at the start and end of the line. */
  readonly charBefore: string;
  readonly charAfter: string;
}

/** Why completions are not allowed at a position. */
export type DisabledReason =
  | 'off'
  | 'off for this language'
  | 'not in this kind of document'
  | 'read-only'
  | 'excluded file'
  | 'unresolved file'
  | 'selection'
  | 'inside a word'
  | 'undone'
  | 'pasted';

/** The refusals for documents that the send policy blocks. */
const DISABLED_REASONS: Readonly<Record<BlockedReason, DisabledReason>> = {
  scheme: 'not in this kind of document',
  'read-only': 'read-only',
  excluded: 'excluded file',
  unresolved: 'unresolved file',
};

/**
 * Why completions are not allowed; undefined if they are. An explicit request ignores the language setting and the
 * positions where suggestions would only distract, but not the main setting and the send policy.
 */
export function disabledReasonAt(site: CompletionSite): DisabledReason | undefined {
  if (site.blocked) return DISABLED_REASONS[site.blocked];
  if (!site.isEnabled) return 'off';
  if (site.trigger === 'invoke') return undefined;
  if (!site.isLanguageEnabled) return 'off for this language';
  if (site.hasSelectionOrCursors) return 'selection';
  if (site.lastChange !== 'typed') return site.lastChange;
  return isWord(site.charBefore) && isWord(site.charAfter) ? 'inside a word' : undefined;
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}_]/u.test(char);
}
