import * as vscode from 'vscode';
import type { Call, Engine } from '../completion/engine.ts';
import type { Outcome } from '../completion/outcome.ts';
import type { Place } from '../completion/gate.ts';
import type { Item } from '../completion/placing.ts';
import type { Indent, Snapshot } from '../completion/snapshot.ts';
import { takeSnapshot } from '../completion/snapshot.ts';
import { ACCEPTED_COMMAND } from './commandIds.ts';
import { editorOf, pathOf } from './files.ts';
import type { LastChanges } from './lastChanges.ts';
import type { LateAnswers } from './lateAnswers.ts';
import type { Settings } from './settings.ts';
import type { Travel } from './travel.ts';
import type { RefusedKey } from './whyNothing.ts';
import { WhyNothing } from './whyNothing.ts';

/** What the provider works with. */
export interface ProviderParts {
  readonly engine: Engine;
  readonly settings: Settings;
  readonly travel: Travel;
  readonly lastChanges: LastChanges;
  readonly lateAnswers: LateAnswers;
  readonly log: vscode.LogOutputChannel;
  /** The key that completions wait for, if it is a key. */
  readonly refusedKey: () => Promise<RefusedKey | undefined>;
}

/** Hands VS Code's questions to the engine and its items back. */
export class CompletionProvider implements vscode.InlineCompletionItemProvider {
  readonly #engine: Engine;
  readonly #settings: Settings;
  readonly #travel: Travel;
  readonly #lastChanges: LastChanges;
  readonly #lateAnswers: LateAnswers;
  readonly #whyNothing: WhyNothing;
  readonly #log: vscode.LogOutputChannel;

  constructor(parts: ProviderParts) {
    this.#engine = parts.engine;
    this.#settings = parts.settings;
    this.#travel = parts.travel;
    this.#lastChanges = parts.lastChanges;
    this.#lateAnswers = parts.lateAnswers;
    this.#whyNothing = new WhyNothing(parts.engine, parts.refusedKey);
    this.#log = parts.log;
  }

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[] | undefined> {
    const waiting = new AbortController();
    const subscription = token.onCancellationRequested(() => {
      waiting.abort();
    });
    const startedAt = Date.now();
    const { version } = document;
    this.#lateAnswers.asked();
    try {
      const outcome = await this.#engine.suggest(
        this.#callAt(document, position, context),
        waiting.signal,
      );
      this.#log.debug(lineFor(document, outcome, Date.now() - startedAt));
      if (token.isCancellationRequested) {
        if (!outcome.item) this.#lateAnswers.missed({ document, version, position });
        return undefined;
      }
      const isAsked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
      if (isAsked) void this.#whyNothing.tell(outcome, document.uri.toString());
      const found = outcome.item ? [outcome.item, outcome.alternative] : [];
      const items = found.flatMap((item) => (item ? withEol(item, document) : []));
      this.#lastChanges.suggested(items.map(({ insertText }) => insertText));
      return items.map((item) => toItem(item, position));
    } catch (error) {
      // A document may close or shrink under us; a fault of ours must not become VS Code's.
      this.#log.error(`completion: ${error instanceof Error ? error.name : 'unknown fault'}`);
      return undefined;
    } finally {
      subscription.dispose();
    }
  }

  /** Why there would be no completion at a cursor, if a key were struck there. */
  placeAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    trigger: 'automatic' | 'invoke',
  ): Place {
    const line = document.lineAt(position.line).text;
    const editor = editorOf(document);
    return {
      ...this.#travel.place(document),
      trigger,
      isSelecting:
        editor !== undefined && (editor.selections.length > 1 || !editor.selection.isEmpty),
      lastChange: this.#lastChanges.of(document),
      left: line.charAt(position.character - 1),
      right: line.charAt(position.character),
    };
  }

  #callAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
  ): Call {
    const isInvoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    const trigger = isInvoked ? 'invoke' : 'automatic';
    const { version } = document;
    return {
      place: this.placeAt(document, position, trigger),
      settings: this.#settings.completion(document),
      // While the engine waits for anything, a promise that is kept included, the next key may reach the
      // document: then the cursor would stand in a text that never was.
      snapshot: () =>
        document.version === version && !document.isClosed
          ? snapshotAt(document, position, context, trigger)
          : undefined,
    };
  }
}

function snapshotAt(
  document: vscode.TextDocument,
  position: vscode.Position,
  context: vscode.InlineCompletionContext,
  trigger: 'automatic' | 'invoke',
): Snapshot {
  const selected = context.selectedCompletionInfo;
  const indent = indentOf(document);
  return takeSnapshot(
    { count: document.lineCount, at: (line) => document.lineAt(line).text },
    {
      document: document.uri.toString(),
      path: pathOf(document),
      languageId: document.languageId,
      line: position.line,
      column: position.character,
      eol: document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n',
      trigger,
      ...(indent ? { indent } : {}),
      ...(selected
        ? {
            selected: {
              text: selected.text,
              before: position.character - selected.range.start.character,
            },
          }
        : {}),
    },
  );
}

function indentOf(document: vscode.TextDocument): Indent | undefined {
  const { indentSize, insertSpaces, tabSize } = editorOf(document)?.options ?? {};
  if (typeof tabSize !== 'number') return undefined;
  const width = typeof indentSize === 'number' ? indentSize : tabSize;
  return { unit: insertSpaces === false ? '\t' : ' '.repeat(width), tabSize };
}

function withEol(item: Item, { eol }: vscode.TextDocument): Item {
  if (eol === vscode.EndOfLine.LF) return item;
  return { ...item, insertText: item.insertText.replaceAll('\n', '\r\n') };
}

function toItem(item: Item, { line, character }: vscode.Position): vscode.InlineCompletionItem {
  const inserted = item.insertText.length - item.replaceBefore - item.replaceAfter;
  return new vscode.InlineCompletionItem(
    item.insertText,
    new vscode.Range(line, character - item.replaceBefore, line, character + item.replaceAfter),
    { command: ACCEPTED_COMMAND, title: '', arguments: [inserted] }, // nobody sees its title
  );
}

/** Reasons and times; neither text nor path of the document. */
function lineFor(document: vscode.TextDocument, outcome: Outcome, ms: number): string {
  const { item } = outcome;
  const what = item
    ? `${item.insertText.length - item.replaceBefore} characters (${outcome.by})`
    : `nothing (${outcome.reason})`;
  return `completion in ${document.languageId}: ${what}, ${ms} ms`;
}
