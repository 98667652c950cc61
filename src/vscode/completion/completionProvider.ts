import * as vscode from 'vscode';
import type { AcceptedSuggestion } from '../../completion/acceptedSuggestion.ts';
import type { SuggestOptions } from '../../completion/engineCall.ts';
import type { Engine } from '../../completion/engine.ts';
import type { Outcome } from '../../completion/outcome.ts';
import type { CompletionSite } from '../../completion/gate.ts';
import type { InlineCompletionItem } from '../../completion/postprocess/range/placeCompletion.ts';
import type { IndentStyle, Snapshot } from '../../completion/snapshot.ts';
import { takeSnapshot } from '../../completion/snapshot.ts';
import type { SyntaxProvider } from '../../completion/tokenization/syntaxProvider.ts';
import { ACCEPTED_COMMAND } from '../app/commandIds.ts';
import { editorOf, pathOf } from '../platform/files.ts';
import { toOpenDocument } from './openDocuments.ts';
import type { LastChanges } from './lastChanges.ts';
import type { LateAnswers } from './lateAnswers.ts';
import type { Settings } from '../settings/settings.ts';
import type { DocumentPermissions } from '../privacy/documentPermissions.ts';
import type { RejectedKey } from './noSuggestionMessages.ts';
import { NoSuggestionMessages } from './noSuggestionMessages.ts';

/** What {@link CompletionProvider} needs. */
export interface CompletionProviderDependencies {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly documents: DocumentPermissions;
  readonly lastChanges: LastChanges;
  readonly lateAnswers: LateAnswers;
  readonly tokens: Pick<SyntaxProvider, 'syntaxAt'>;
  readonly log: vscode.LogOutputChannel;
  /** Called for each automatic request by VS Code. */
  readonly onAutomaticRequest: () => void;
  /** The rejected key that blocks completions, if that is the reason. */
  readonly rejectedKey: () => Promise<RejectedKey | undefined>;
}

/** Passes VS Code's requests to the engine and returns its suggestions. */
export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  readonly #dependencies: CompletionProviderDependencies;
  readonly #noSuggestionMessages: NoSuggestionMessages;

  constructor(dependencies: CompletionProviderDependencies) {
    this.#dependencies = dependencies;
    this.#noSuggestionMessages = new NoSuggestionMessages(
      dependencies.engine,
      dependencies.rejectedKey,
    );
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | undefined> {
    const controller = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      controller.abort();
    });
    const startedAt = Date.now();
    const { version } = document;
    this.#dependencies.lateAnswers.onCall();
    const trigger = triggerOf(context);
    if (trigger === 'automatic') this.#dependencies.onAutomaticRequest();
    try {
      await this.#dependencies.documents.whenResolved(document);
      const outcome = await this.#dependencies.engine.suggest(
        this.#callAt(document, { position, version }, context),
        controller.signal,
      );
      this.#dependencies.log.debug(lineFor(document, outcome, Date.now() - startedAt));
      if (token.isCancellationRequested) {
        if (!outcome.item)
          this.#dependencies.lateAnswers.onCanceled({ document, version, position });
        return undefined;
      }
      if (trigger === 'invoke')
        void this.#noSuggestionMessages.report(outcome, document.uri.toString());
      const found = outcome.item ? [outcome.item, outcome.alternative] : [];
      const items = found.flatMap((item) => (item ? withEol(item, document) : []));
      this.#dependencies.lastChanges.setSuggestions(items.map(({ insertText }) => insertText));
      return items.map((item) => toItem(item, document, position));
    } catch (error) {
      // The document may have closed or shrunk. Exceptions must not reach VS Code.
      this.#dependencies.log.error(
        `completion: ${error instanceof Error ? error.name : 'unknown error'}`,
      );
      return undefined;
    } finally {
      subscription.dispose();
    }
  }

  /** What decides whether there is a completion at a cursor. */
  siteAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    trigger: 'automatic' | 'invoke',
  ): CompletionSite {
    const line = document.lineAt(position.line).text;
    const editor = editorOf(document);
    return {
      ...this.#dependencies.documents.siteOf(document),
      trigger,
      hasSelectionOrCursors:
        editor !== undefined && (editor.selections.length > 1 || !editor.selection.isEmpty),
      lastChange: this.#dependencies.lastChanges.lastChangeOf(document),
      charBefore: line.charAt(position.character - 1),
      charAfter: line.charAt(position.character),
    };
  }

  #callAt(
    document: vscode.TextDocument,
    { position, version }: { readonly position: vscode.Position; readonly version: number },
    context: vscode.InlineCompletionContext,
  ): SuggestOptions {
    const trigger = triggerOf(context);
    return {
      site: this.siteAt(document, position, trigger),
      settings: this.#dependencies.settings.completion(document),
      // While the engine waits, even for a resolved promise, the next keystroke may change the document. The cursor
      // would then be at a position of a text that never existed.
      snapshot: () =>
        document.version === version &&
        !document.isClosed &&
        this.#dependencies.documents.siteOf(document).blocked === undefined
          ? snapshotAt(document, position, context, { trigger, tokens: this.#dependencies.tokens })
          : undefined,
    };
  }
}

function snapshotAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
  {
    trigger,
    tokens,
  }: {
    readonly trigger: 'automatic' | 'invoke';
    readonly tokens: CompletionProviderDependencies['tokens'];
  },
): Snapshot {
  const selected = context.selectedCompletionInfo;
  const indent = indentOf(document);
  const read = toOpenDocument(document);
  return takeSnapshot(
    { count: document.lineCount, at: (line) => document.lineAt(line).text },
    {
      document: document.uri.toString(),
      path: pathOf(document),
      languageId: document.languageId,
      line: position.line,
      column: position.character,
      trigger,
      syntaxAt: (firstLine) => tokens.syntaxAt(read, firstLine, position.line),
      ...(indent ? { indent } : {}),
      ...(selected
        ? {
            selected: {
              text: selected.text,
              replacedLength: position.character - selected.range.start.character,
            },
          }
        : {}),
    },
  );
}

function indentOf(document: vscode.TextDocument): IndentStyle | undefined {
  const { indentSize, insertSpaces, tabSize } = editorOf(document)?.options ?? {};
  if (typeof tabSize !== 'number') return undefined;
  const width = typeof indentSize === 'number' ? indentSize : tabSize;
  return { unit: insertSpaces === false ? '\t' : ' '.repeat(width), tabSize };
}

function withEol(item: InlineCompletionItem, { eol }: vscode.TextDocument): InlineCompletionItem {
  if (eol === vscode.EndOfLine.LF) return item;
  return { ...item, insertText: item.insertText.replaceAll('\n', '\r\n') };
}

function toItem(
  item: InlineCompletionItem,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.InlineCompletionItem {
  const { line, character } = position;
  const added = item.insertText.length - item.replaceBefore - item.replaceAfter;
  // A closing line may also remove indentation.
  const inserted = Math.max(0, added);
  return new vscode.InlineCompletionItem(
    item.insertText,
    new vscode.Range(line, character - item.replaceBefore, line, character + item.replaceAfter),
    // The title is never shown.
    {
      command: ACCEPTED_COMMAND,
      title: '',
      arguments: [inserted, suggestionOf(item, document, position)],
    },
  );
}

/** What the document will contain after an item is accepted. */
function suggestionOf(
  { insertText: text, replaceBefore, replaceAfter }: InlineCompletionItem,
  document: vscode.TextDocument,
  { line, character }: vscode.Position,
): AcceptedSuggestion {
  const start = character - replaceBefore;
  const all = line < document.lineCount ? document.lineAt(line).text : '';
  const before = all.slice(start, character);
  const after = all.slice(character, character + replaceAfter);
  let from = 0;
  while (from < before.length && before[from] === text[from]) from += 1;
  const to = text.endsWith(after) ? text.length - after.length : text.length;
  return {
    document: document.uri.toString(),
    line,
    character: start,
    text,
    from,
    to: Math.max(from, to),
  };
}

/** A log line with reasons and times, without text or path of the document. */
function lineFor(document: vscode.TextDocument, outcome: Outcome, ms: number): string {
  const { item } = outcome;
  const what = item
    ? `${item.insertText.length - item.replaceBefore} characters (${outcome.source})`
    : `nothing (${outcome.reason})`;
  return `completion in ${document.languageId}: ${what}, ${ms} ms`;
}

function triggerOf(context: vscode.InlineCompletionContext): CompletionSite['trigger'] {
  return context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke ? 'invoke' : 'automatic';
}
