/** What decides whether a completion may be thought of here at all. No text of the document is among it. */
export interface Place {
  readonly trigger: 'automatic' | 'invoke';
  /** Whether `codestral.completion.enabled` and `.languages` allow it here. */
  readonly isEnabled: boolean;
  readonly isLanguageEnabled: boolean;
  /** URI scheme of the document. */
  readonly scheme: string;
  readonly isReadOnly: boolean;
  /** Whether `codestral.privacy.exclude` names the file. */
  readonly isExcluded: boolean;
  /** Whether text is selected or there are several cursors. */
  readonly isSelecting: boolean;
  /** How the document changed last: by typing or not at all, by undo or redo, by much text at once. */
  readonly lastChange: 'typed' | 'undone' | 'pasted';
  /** The characters left and right of the cursor; empty at line ends. */
  readonly left: string;
  readonly right: string;
}

/** Why there is no completion at a place. */
export type Refusal =
  | 'off'
  | 'off for this language'
  | 'not in this kind of document'
  | 'read-only'
  | 'excluded file'
  | 'selection'
  | 'inside a word'
  | 'undone'
  | 'pasted';

/** Schemes of texts that are no one's code: output, debug consoles, comments, settings, history, chat inputs. */
const CLOSED_SCHEMES = new Set([
  'output',
  'debug',
  'comment',
  'vscode-userdata',
  'git',
  'vscode-scm',
  'vscode-settings',
  'vscode-terminal',
  'vscode-interactive-input',
  'chatSessionInput',
  'vscode-chat-input',
  'vscode-chat-code-block',
  'vscode-copilot-chat',
  'walkThrough',
  'walkThroughSnippet',
  'search-editor',
  'release-notes',
  'codestral',
  'codestral-edit',
]);

/**
 * Whether a completion may be asked for. A user who asks passes the switch of the language and the places
 * where suggestions would only disturb, never the main switch nor the files that may not travel.
 */
export function refusalAt(place: Place): Refusal | undefined {
  if (CLOSED_SCHEMES.has(place.scheme)) return 'not in this kind of document';
  if (place.isReadOnly) return 'read-only';
  if (place.isExcluded) return 'excluded file';
  if (!place.isEnabled) return 'off';
  if (place.trigger === 'invoke') return undefined;
  if (!place.isLanguageEnabled) return 'off for this language';
  if (place.isSelecting) return 'selection';
  if (place.lastChange !== 'typed') return place.lastChange;
  return isWord(place.left) && isWord(place.right) ? 'inside a word' : undefined;
}

function isWord(char: string): boolean {
  return /[\p{L}\p{N}_]/u.test(char);
}
