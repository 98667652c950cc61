import * as vscode from 'vscode';
import type { AcceptedSuggestion } from '../../completion/acceptedSuggestion.ts';
import { newPart } from '../../completion/acceptedSuggestion.ts';
import { AcceptedTextTracker } from '../../completion/survival/acceptedTextTracker.ts';
import type {
  SurvivalState,
  AcceptedTextTrackerPorts,
} from '../../completion/survival/acceptedTextTracker.ts';
import type { SuggestionOrigin } from '../../completion/shownSuggestion.ts';
import type { MissingImportsDependencies } from './missingImports.ts';
import { MissingImports } from './missingImports.ts';

/** What {@link AcceptedSuggestions} needs. */
export interface AcceptedSuggestionsDependencies extends MissingImportsDependencies {
  /** `codestral.completion.addMissingImports` at a document. */
  readonly addsImports: (document: vscode.TextDocument) => boolean;
  /** Counts whether accepted text has survived. */
  readonly record: AcceptedTextTrackerPorts['record'];
}

/** What follows an accepted suggestion. Loaded with the first one. */
export class AcceptedSuggestions implements vscode.Disposable {
  readonly #imports: MissingImports;
  readonly #addsImports: AcceptedSuggestionsDependencies['addsImports'];
  readonly #tracker: AcceptedTextTracker;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor(dependencies: AcceptedSuggestionsDependencies) {
    const { clock, record, addsImports } = dependencies;
    this.#imports = new MissingImports(dependencies);
    this.#addsImports = addsImports;
    const tracker = new AcceptedTextTracker({
      clock,
      record,
      textOf: (uri, { start, end }) => {
        const document = openDocumentAt(uri);
        return document?.getText(
          new vscode.Range(document.positionAt(start), document.positionAt(end)),
        );
      },
    });
    this.#tracker = tracker;
    this.#subscriptions = [
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (!tracker.isTracking || contentChanges.length === 0) return;
        tracker.onChange(
          document.uri.toString(),
          contentChanges.map(({ rangeOffset, rangeLength, text }) => ({
            offset: rangeOffset,
            removed: rangeLength,
            text,
          })),
        );
      }),
      vscode.workspace.onDidCloseTextDocument((document) => {
        tracker.onDocumentClosed(document.uri.toString(), document.getText());
      }),
      vscode.workspace.onDidDeleteFiles(({ files }) => {
        for (const uri of files) tracker.onFileDeleted(uri.toString());
      }),
      tracker,
    ];
  }

  /** The results of the checks of the suggestion that was accepted last. */
  get lastSurvival(): SurvivalState | undefined {
    return this.#tracker.last;
  }

  /** Call after VS Code has inserted a suggestion; `origin` is where it came from, if that is known. */
  onSuggestionAccepted(suggestion: AcceptedSuggestion, origin: SuggestionOrigin | undefined): void {
    const document = openDocumentAt(suggestion.document);
    // The user may have typed on in the meantime.
    if (!document || textIn(document, suggestion) !== suggestion.text) return;
    if (origin) {
      const { from, to } = suggestion;
      const { line, character } = newPart(suggestion).start;
      const offset = document.offsetAt(new vscode.Position(line, character));
      this.#tracker.onAccept(suggestion.document, offset, suggestion.text.slice(from, to), origin);
    }
    if (this.#addsImports(document)) this.#imports.onSuggestionAccepted(document, suggestion);
  }

  dispose(): void {
    this.#imports.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }
}

function openDocumentAt(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
}

/** The text where a suggestion was inserted. */
function textIn(document: vscode.TextDocument, suggestion: AcceptedSuggestion): string {
  const { line, character, text } = suggestion;
  const { end } = newPart({ ...suggestion, to: text.length });
  return document.getText(new vscode.Range(line, character, end.line, end.character));
}
