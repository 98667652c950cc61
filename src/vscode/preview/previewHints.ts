import * as vscode from 'vscode';
import { noteLine } from '../../actions/edit/hunkChoice.ts';
import type { PendingChange } from './pendingChange.ts';
import { changedSideOf, scrollTo } from './previewTabs.ts';

/** The commands that the links of the note may run. */
const COMMANDS = [
  'codestral.internal.acceptEdit',
  'codestral.internal.acceptEditInParts',
  'codestral.internal.discardEdit',
];

/**
 * Scrolls each preview to its first change, once, and shows the keys beside it: VS Code's diff editor shows no code
 * lenses by default.
 */
export class PreviewHints implements vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({});
  readonly #subscription: vscode.Disposable;
  readonly #scrolled = new WeakSet<PendingChange>();
  readonly #pending: () => Iterable<PendingChange>;

  /** `pending` are the open previews. */
  constructor(pending: () => Iterable<PendingChange>) {
    this.#pending = pending;
    this.#subscription = vscode.window.onDidChangeVisibleTextEditors(() => {
      this.update();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#decoration.dispose();
  }

  /** Call when a preview was opened or has changed. */
  update(): void {
    for (const pending of this.#pending()) {
      const editor = changedSideOf(pending.uri);
      const line = pending.firstChange;
      if (!editor || line === undefined) continue;
      if (!this.#scrolled.has(pending)) {
        this.#scrolled.add(pending);
        scrollTo(editor, line);
      }
      const { document } = editor;
      // The text may arrive after the position of its first change.
      const first = Math.min(line, document.lineCount - 1);
      const at = noteLine(first, document.lineCount, (each) => document.lineAt(each).text.length);
      editor.setDecorations(this.#decoration, [hintAt(document.lineAt(at).range.end, pending)]);
    }
  }
}

function hintAt(
  end: vscode.Position,
  { state, uri }: Pick<PendingChange, 'state' | 'uri'>,
): vscode.DecorationOptions {
  const { t } = vscode.l10n;
  const isStreaming = state === 'streaming';
  const contentText = isStreaming
    ? t('Discard: {0}', t('Escape'))
    : t('Accept: {0} · Discard: {1}', acceptKey(), t('Escape'));
  const links = [
    ...(isStreaming
      ? []
      : [
          linkTo(t('Accept'), 'codestral.internal.acceptEdit', uri),
          linkTo(t('Accept in Parts'), 'codestral.internal.acceptEditInParts', uri),
        ]),
    linkTo(t('Discard'), 'codestral.internal.discardEdit', uri),
  ];
  const hoverMessage = new vscode.MarkdownString(links.join(' · '));
  hoverMessage.isTrusted = { enabledCommands: COMMANDS };
  return {
    range: new vscode.Range(end, end),
    hoverMessage,
    renderOptions: {
      after: {
        contentText,
        color: new vscode.ThemeColor('descriptionForeground'),
        margin: '0 0 0 3ch',
        fontStyle: 'italic',
      },
    },
  };
}

function linkTo(label: string, command: string, uri: vscode.Uri): string {
  const args = encodeURIComponent(JSON.stringify([uri]));
  return `[${label}](command:${command}?${args})`;
}

/** The default key. In a remote window the extension does not know the system that VS Code's window runs on. */
function acceptKey(): string {
  const enter = vscode.l10n.t('Enter');
  if (vscode.env.remoteName !== undefined) return `Ctrl/Cmd+${enter}`;
  return process.platform === 'darwin' ? `Cmd+${enter}` : `Ctrl+${enter}`;
}
