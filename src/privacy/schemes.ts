/** Schemes of documents with the user's text, whatever VS Code reports about their file system. */
const ALLOWED_SCHEMES: ReadonlySet<string> = new Set(['file', 'untitled']);

/** VS Code's own file systems that contain user folders. All others under `vscode-` contain VS Code's own documents. */
const ALLOWED_VSCODE_SCHEMES: ReadonlySet<string> = new Set([
  'vscode-vfs',
  'vscode-remote',
  'vscode-local',
  'vscode-test-web',
]);

/** The scheme of the explanation of the last completion. */
export const EXPLANATION_SCHEME = 'codestral';
/** The scheme of the previews of edits. */
export const PREVIEW_SCHEME = 'codestral-edit';
/** The scheme of the documents with proposed texts, which exist only in memory. */
export const PROPOSAL_SCHEME = 'codestral-proposal';

/** Schemes of the extension's own documents, which are never sent. */
const OWN_SCHEMES: ReadonlySet<string> = new Set([
  EXPLANATION_SCHEME,
  PREVIEW_SCHEME,
  PROPOSAL_SCHEME,
]);

/** Schemes that are always blocked, even if writable: settings, output, comments, chats, internal documents. */
const BLOCKED_SCHEMES: ReadonlySet<string> = new Set([
  'output',
  'debug',
  'comment',
  'git',
  'chatsessioninput',
  'walkthrough',
  'walkthroughsnippet',
  'search-editor',
  'release-notes',
  ...OWN_SCHEMES,
]);

/**
 * Whether documents of a scheme may be sent. `isWritable` is what VS Code reports about its file system: undefined for
 * schemes with only a content provider and for unknown ones.
 */
export function isAllowedScheme(scheme: string, isWritable: boolean | undefined): boolean {
  const name = scheme.toLowerCase();
  if (ALLOWED_SCHEMES.has(name)) return true;
  if (BLOCKED_SCHEMES.has(name)) return false;
  if (name.startsWith('vscode-') && !ALLOWED_VSCODE_SCHEMES.has(name)) return false;
  return isWritable !== undefined;
}

/** Whether documents of a scheme are the extension's own. */
export function isOwnScheme(scheme: string): boolean {
  return OWN_SCHEMES.has(scheme.toLowerCase());
}
