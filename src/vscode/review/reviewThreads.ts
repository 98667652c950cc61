import * as vscode from 'vscode';
import { withoutImages } from '../../actions/review/withoutImages.ts';
import { findingKey } from '../../actions/review/findings.ts';
import type { Finding, Severity } from '../../actions/review/findings.ts';
import { followLines } from '../../actions/review/followLines.ts';

/** The controller's ID, on which the conditions of menus rely. */
const CONTROLLER = 'codestral.review';
/** The context value of a thread with a proposed change. */
const WITH_CHANGE = 'change';

/** A finding at its lines in a document. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/** Shows findings as comment threads. They exist only in this window and are posted nowhere. */
export class ReviewThreads implements vscode.Disposable {
  readonly #findings = new Map<vscode.CommentThread, Finding>();
  /** Created for the first finding: the Comments view opens with it. */
  #controller: vscode.CommentController | undefined;
  readonly #subscription: vscode.Disposable;

  constructor() {
    this.#subscription = vscode.workspace.onDidChangeTextDocument((event) => {
      this.#follow(event);
    });
  }

  /** The threads on display. */
  get all(): readonly vscode.CommentThread[] {
    return [...this.#findings.keys()];
  }

  /** Replaces all threads in a repository. A finding that has a thread keeps it. */
  show(root: vscode.Uri, placed: readonly PlacedFinding[]): void {
    const before = new Map(
      [...this.#findings].map(([thread, finding]) => [findingKey(finding), thread] as const),
    );
    const kept = placed.map((each) => before.get(findingKey(each.finding)) ?? this.add(each));
    for (const thread of this.#in(root)) if (!kept.includes(thread)) this.remove(thread);
    for (const thread of kept) this.#moveToEnd(thread);
  }

  /** Whether a finding has a thread. */
  has(finding: Finding): boolean {
    const key = findingKey(finding);
    return [...this.#findings.values()].some((each) => findingKey(each) === key);
  }

  /** The finding of a thread; undefined for anything else, such as a thread that was removed. */
  findingOf(thread: unknown): Finding | undefined {
    return this.#findings.get(thread as vscode.CommentThread);
  }

  /** Removes a thread. */
  remove(thread: vscode.CommentThread): void {
    this.#findings.delete(thread);
    thread.dispose();
  }

  /** Removes all threads, or those in one repository. */
  clear(root?: vscode.Uri): void {
    for (const thread of this.#in(root)) this.remove(thread);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.clear();
    this.#controller?.dispose();
  }

  #moveToEnd(thread: vscode.CommentThread): void {
    const finding = this.#findings.get(thread);
    if (!finding) return;
    this.#findings.delete(thread);
    this.#findings.set(thread, finding);
  }

  #in(root: vscode.Uri | undefined): readonly vscode.CommentThread[] {
    const folder = root ? `${root.toString()}/` : '';
    return this.all.filter(({ uri }) => uri.toString().startsWith(folder));
  }

  /** Adds the thread of a finding. */
  add({ finding, uri, range }: PlacedFinding): vscode.CommentThread {
    this.#controller ??= vscode.comments.createCommentController(
      CONTROLLER,
      vscode.l10n.t('Codestral Review'),
    );
    // Neither trusted nor HTML, which is the default: VS Code runs no commands from it.
    const body = new vscode.MarkdownString(withoutImages(finding.comment || finding.title));
    const thread = this.#controller.createCommentThread(uri, range, [
      { body, mode: vscode.CommentMode.Preview, author: { name: severityLabel(finding.severity) } },
    ]);
    thread.label = vscode.l10n.t('{0}: {1}', severityLabel(finding.severity), finding.title);
    thread.canReply = false;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    if (finding.replacement !== undefined) thread.contextValue = WITH_CHANGE;
    this.#findings.set(thread, finding);
    return thread;
  }

  /** Moves threads with their lines: VS Code moves only what an editor shows at the moment. */
  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const key = document.uri.toString();
    for (const thread of this.#findings.keys()) {
      const { range } = thread;
      if (!range || thread.uri.toString() !== key) continue;
      let lines = { first: range.start.line, last: range.end.line };
      // VS Code lists the changes from last to first, so no change moves another.
      for (const { range: at, text } of contentChanges) {
        lines = followLines(lines, {
          first: at.start.line,
          last: at.end.line,
          startsLine: at.start.character === 0,
          lineEnds: text.split('\n').length - 1,
        });
      }
      const moved = document.validateRange(new vscode.Range(lines.first, 0, lines.last, Infinity));
      if (!moved.isEqual(range)) thread.range = moved;
    }
  }
}

function severityLabel(severity: Severity): string {
  const { t } = vscode.l10n;
  switch (severity) {
    case 'error':
      return t('Error');
    case 'warning':
      return t('Warning');
    case 'suggestion':
      return t('Suggestion');
  }
}
