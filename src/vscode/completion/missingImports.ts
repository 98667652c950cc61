import * as vscode from 'vscode';
import { isAborted, raceAbort } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import type { AcceptedSuggestion } from '../../completion/acceptedSuggestion.ts';
import { newPart } from '../../completion/acceptedSuggestion.ts';
import { importsToAdd } from '../../completion/imports/chooseImports.ts';
import type { QuickFix } from '../../completion/imports/chooseImports.ts';
import type { FixEdit, ImportEdit } from '../../completion/imports/importEdit.ts';
import { missingNames } from '../../completion/imports/missingNames.ts';
import type { MissingName, LineDiagnostic } from '../../completion/imports/missingNames.ts';
import { editorOf } from '../platform/files.ts';
import type { DocumentPermissions } from '../privacy/documentPermissions.ts';
import { toOpenDocument } from './openDocuments.ts';

/** What {@link MissingImports} needs. */
export interface MissingImportsDependencies {
  readonly clock: Clock;
  readonly documents: Pick<DocumentPermissions, 'siteOf'>;
  readonly log: Pick<vscode.LogOutputChannel, 'debug'>;
}

/** A code action, or a command without an edit. */
type OfferedAction = Pick<vscode.CodeAction, 'title' | 'edit' | 'disabled'>;

/** Maximum time between accepting and adding imports, in milliseconds: later, the user is elsewhere. */
const MAX_WAIT_MS = 5_000;
/** Maximum number of diagnostics examined per document. */
const MAX_DIAGNOSTICS = 1_000;
/** Quick fixes of a name that are resolved, if a language service sends them without their edits. */
const MAX_RESOLVED = 20;

/**
 * Adds the imports that an accepted suggestion needs, once the language service reports its names as unknown and offers
 * exactly one import for each. Any other change of the document cancels that.
 */
export class MissingImports implements vscode.Disposable {
  readonly #clock: Clock;
  readonly #documents: MissingImportsDependencies['documents'];
  readonly #log: MissingImportsDependencies['log'];
  #running: AbortController | undefined;

  constructor({ clock, documents, log }: MissingImportsDependencies) {
    this.#clock = clock;
    this.#documents = documents;
    this.#log = log;
  }

  /** A suggestion was accepted in a document. Never throws. */
  onSuggestionAccepted(document: vscode.TextDocument, suggestion: AcceptedSuggestion): void {
    this.#running?.abort();
    if (!this.#canEdit(document)) return;
    const running = new AbortController();
    this.#running = running;
    void this.#run(document, suggestion, running)
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown error';
        this.#log.debug(`missing imports: ${name}`);
      })
      .finally(() => {
        running.abort();
      });
  }

  dispose(): void {
    this.#running?.abort();
  }

  async #run(
    document: vscode.TextDocument,
    suggestion: AcceptedSuggestion,
    running: AbortController,
  ): Promise<void> {
    const { signal } = running;
    const cancel = () => {
      running.abort();
    };
    let reported = withResolvers();
    const stopClock = this.#clock.setTimeout(cancel, MAX_WAIT_MS);
    const subscriptions = [
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        const key = document.uri.toString();
        if (uris.some((uri) => uri.toString() === key)) reported.resolve();
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (event.document === document && event.contentChanges.length > 0) cancel();
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (closed === document) cancel();
      }),
    ];
    try {
      for (;;) {
        // What is known before a new report is about the text before the suggestion.
        await raceAbort(reported.promise, signal);
        if (isAborted(signal)) return;
        reported = withResolvers();
        const imports = await this.#importsFor(document, suggestion, signal);
        if (isAborted(signal) || !this.#canEdit(document)) return;
        if (imports.length > 0) {
          await write(document, imports);
          return;
        }
      }
    } finally {
      stopClock();
      for (const subscription of subscriptions) subscription.dispose();
    }
  }

  /** The imports for the unknown names that are reported now. */
  async #importsFor(
    document: vscode.TextDocument,
    suggestion: AcceptedSuggestion,
    signal: AbortSignal,
  ): Promise<ImportEdit[]> {
    const { lines } = toOpenDocument(document);
    const names = missingNames(problemsOf(document), newPart(suggestion), lines);
    if (names.length === 0) return [];
    const found = await raceAbort(
      Promise.all(
        names.map(async (missing) => ({
          name: missing.name,
          fixes: await fixesFor(document, missing),
        })),
      ),
      signal,
    );
    return found ? importsToAdd(found, lines) : [];
  }

  #canEdit(document: vscode.TextDocument): boolean {
    return !document.isClosed && this.#documents.siteOf(document).blocked === undefined;
  }
}

/** The errors and warnings of a document on one line. */
function problemsOf(document: vscode.TextDocument): LineDiagnostic[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .slice(0, MAX_DIAGNOSTICS)
    .filter(({ range, severity }) => {
      const isSerious = severity <= vscode.DiagnosticSeverity.Warning;
      return isSerious && range.isSingleLine;
    })
    .map(({ range: { start, end }, message }) => ({
      line: start.line,
      start: start.character,
      end: end.character,
      message,
    }));
}

/** The quick fixes for a name. Most language services send their edits at once, some only if asked to. */
async function fixesFor(
  document: vscode.TextDocument,
  { at }: MissingName,
): Promise<readonly QuickFix[]> {
  const range = new vscode.Range(at.line, at.start, at.line, at.end);
  const request = async (resolved: number): Promise<QuickFix[]> => {
    const found = await vscode.commands.executeCommand<readonly OfferedAction[] | undefined>(
      'vscode.executeCodeActionProvider',
      document.uri,
      range,
      vscode.CodeActionKind.QuickFix.value,
      resolved,
    );
    return (found ?? [])
      .filter(({ disabled }) => !disabled)
      .map(({ title, edit }) => ({ title, edits: edit && editsOf(edit, document) }));
  };
  const fixes = await request(0);
  return fixes.some(({ edits }) => edits) ? fixes : request(MAX_RESOLVED);
}

/** The edits of an action in a document; empty if it changes other files. */
function editsOf(edit: vscode.WorkspaceEdit, document: vscode.TextDocument): readonly FixEdit[] {
  const [entry, ...more] = edit.entries();
  if (entry?.[0].toString() !== document.uri.toString() || more.length > 0) return [];
  return entry[1].map(({ range: { start, end }, newText }) => ({
    startLine: start.line,
    startCharacter: start.character,
    endLine: end.line,
    endCharacter: end.character,
    newText,
  }));
}

/** Writes imports as a separate undo step. VS Code refuses if the document has changed. */
async function write(document: vscode.TextDocument, imports: readonly ImportEdit[]): Promise<void> {
  const editor = editorOf(document);
  if (!editor) return;
  const first = editor.visibleRanges[0]?.start.line ?? 0;
  const isWritten = await editor.edit(
    (builder) => {
      for (const { line, character, replaced, text } of imports) {
        const position = new vscode.Position(line, character);
        if (replaced === 0) builder.insert(position, text);
        else builder.replace(new vscode.Range(position, position.translate(0, replaced)), text);
      }
    },
    { undoStopBefore: true, undoStopAfter: true },
  );
  const above = imports.filter(({ line }) => line < first).map(({ text }) => text);
  const added = above.join('').split('\n').length - 1;
  if (!isWritten || added === 0 || vscode.window.activeTextEditor !== editor) return;
  // Keep the text in place on the screen.
  const scroll = { to: 'down', by: 'line', value: added, revealCursor: false };
  await vscode.commands.executeCommand('editorScroll', scroll);
}

/** A promise and the function that resolves it. */
function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
