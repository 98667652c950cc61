import * as vscode from 'vscode';
import { Emitter } from '../../base/emitter.ts';
import { readAccepted } from '../../completion/acceptedSuggestion.ts';
import { SyntaxProvider } from '../../completion/tokenization/syntaxProvider.ts';
import { Engine } from '../../completion/engine.ts';
import type { Activity } from '../../completion/request/completionRequester.ts';
import { disabledReasonAt } from '../../completion/gate.ts';
import { Snooze } from '../../completion/snooze.ts';
import { clock } from '../platform/systemClock.ts';
import { CompletionProvider } from './completionProvider.ts';
import { StatusPresenter } from './statusPresenter.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import { Explanation } from './explanationDocument.ts';
import { LastChanges } from './lastChanges.ts';
import { InstalledGrammars } from './grammars/installedGrammars.ts';
import { LateAnswers } from './lateAnswers.ts';
import { documentsOf } from './openDocuments.ts';
import { LazyModule } from '../app/lazyModule.ts';
import type { MistralModule } from '../app/mistralModule.ts';
import type { Settings } from '../settings/settings.ts';
import type { AcceptedSuggestions } from './acceptedSuggestions.ts';
import type { StatusItem } from './statusItem.ts';
import { EditorContextSource } from './editorContextSource.ts';
import { DocumentPermissions } from '../privacy/documentPermissions.ts';

/** What {@link CompletionModule} needs. */
export interface CompletionDependencies {
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly permissions: SendPermissions;
  readonly item: StatusItem;
  readonly mistral: MistralModule;
}

/** Completions: the engine, its provider for VS Code, its context and its status. */
export class CompletionModule implements vscode.Disposable {
  readonly provider: CompletionProvider;
  readonly status: StatusPresenter;
  readonly engine: Engine;
  /** Whether VS Code's suggestions are snoozed. */
  readonly snooze: Snooze;
  readonly explanation: Explanation;
  readonly #contextSource: EditorContextSource;
  readonly #accepted: LazyModule<AcceptedSuggestions>;
  readonly #permissions: SendPermissions;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor({ log, settings, permissions, item, mistral }: CompletionDependencies) {
    const { services, client, limits, usage, failureDetails } = mistral;
    const documents = new DocumentPermissions(settings, permissions);
    this.#permissions = permissions;
    this.#contextSource = new EditorContextSource({
      clock,
      documents,
      isAvailable: async () => {
        const route = await services.route('completion');
        return !('unavailable' in route) && !limits.currentPause(route.service.name);
      },
      loadDefinitions: async () => {
        const { DefinitionSources } = await import('./definitionSources.ts');
        return new DefinitionSources({ settings, permissions }, clock);
      },
    });
    const { context: snippets } = this.#contextSource;
    const lateAnswers = new LateAnswers();
    const activities = new Emitter<Activity>();
    activities.event(({ kind }) => {
      if (kind === 'answered') lateAnswers.onAnswer();
    });
    this.engine = new Engine({
      clock,
      services,
      client,
      limits,
      usageRecorder: usage.ledger,
      context: (snapshot) => snippets.snippets(snapshot),
      sessionId: crypto.randomUUID(),
      onActivity: (activity) => {
        activities.fire(activity);
      },
    });
    this.#accepted = new LazyModule(async () => {
      const { AcceptedSuggestions } = await import('./acceptedSuggestions.ts');
      return new AcceptedSuggestions({
        clock,
        documents,
        log,
        addsImports: (document) => settings.addsMissingImports(document),
        record: ({ service, model }, check, isKept) => {
          usage.ledger.recordSurvival(service, model, check, isKept);
        },
      });
    });
    const grammars = new InstalledGrammars(log);
    const syntaxProvider = new SyntaxProvider({
      clock,
      load: (languageId) => grammars.load(languageId),
    });
    const snoozeChanges = new Emitter();
    this.snooze = new Snooze(clock, () => {
      snoozeChanges.fire();
    });
    const lastChanges = new LastChanges();
    this.provider = new CompletionProvider({
      settings,
      documents,
      lastChanges,
      lateAnswers,
      tokens: syntaxProvider,
      log,
      engine: this.engine,
      onAutomaticRequest: () => {
        this.snooze.onRequested();
      },
      rejectedKey: async () => {
        const status = await this.status.current();
        if (status.kind !== 'paused' || status.pause.kind !== 'unauthorised') return undefined;
        const name = status.pause.service;
        return { service: name, streak: mistral.keyTests.lastTest(name)?.streak };
      },
    });
    this.explanation = new Explanation(
      () => this.engine.lastTrace,
      () => ({ last: this.#accepted.loaded?.lastSurvival, today: usage.ledger.today() }),
    );
    this.status = new StatusPresenter({
      item,
      limits,
      services,
      failureDetails,
      clock,
      today: () => usage.ledger.today(),
      provider: this.provider,
      engine: this.engine,
      snooze: this.snooze,
    });
    activities.event((activity) => {
      this.status.onActivity(activity);
    });
    snoozeChanges.event(() => {
      this.status.refresh();
    });
    this.#subscriptions = [
      this.snooze,
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (this.#shouldRequest(event)) this.snooze.onTyped();
      }),
      // Other features share the pause: the chat's request may have been rejected, or accepted after an earlier rejection.
      {
        dispose: limits.onDidChangePause(() => {
          this.status.refresh();
        }),
      },
      lastChanges,
      syntaxProvider,
      grammars,
      vscode.extensions.onDidChange(() => {
        grammars.onExtensionsChanged();
        syntaxProvider.reset();
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        for (const { range, text } of contentChanges) {
          const removed = range.end.line - range.start.line;
          syntaxProvider.onEdit(
            document.uri.toString(),
            range.start.line,
            removed,
            lineBreaksIn(text),
          );
        }
      }),
      this.explanation,
      this.#accepted,
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.engine.abortRequestsFor(document.uri.toString());
        syntaxProvider.forget(document.uri.toString());
      }),
      // The new name may be excluded.
      vscode.workspace.onDidRenameFiles(() => {
        this.engine.reset();
      }),
      permissions.onDidChange((file) => {
        if (file) this.#onPermissionChanged(file, documents);
      }),
      onDidLeaveDocument((document) => {
        this.engine.abortRequestsFor(document.uri.toString());
      }),
    ];
    this.status.refresh();
  }

  /**
   * A suggestion that inserted a number of characters was accepted; `inserted` is the second argument of its command.
   */
  onSuggestionAccepted(characters: number, inserted: unknown): void {
    const origin = this.engine.onAccept(characters);
    const suggestion = readAccepted(inserted);
    if (!suggestion) return;
    void this.#accepted.load().then((accepted) => {
      accepted.onSuggestionAccepted(suggestion, origin);
    });
  }

  /** Call when a key or a setting changes. */
  onConfigurationChanged(): void {
    this.#contextSource.onConfigurationChanged();
    this.engine.reset();
    this.status.refresh();
  }

  /** Cancels requests with text of a file that may no longer be sent. */
  #onPermissionChanged(file: vscode.Uri, documents: DocumentPermissions): void {
    const open = documentsOf(file);
    if (open.length === 0) {
      if (this.#permissions.blockedReason(file)) this.#contextSource.onFileBlocked(file);
      return;
    }
    const sendable = open.filter((each) => documents.couldBeSent(each));
    this.#contextSource.onFilePermissionChanged(file);
    if (sendable.some((each) => documents.siteOf(each).blocked)) this.engine.reset();
    this.status.refresh();
  }

  /** Whether a change is a typed key for which VS Code should request suggestions. */
  #shouldRequest({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): boolean {
    const editor = vscode.window.activeTextEditor;
    const [change] = contentChanges;
    if (editor?.document !== document || reason !== undefined || !change) return false;
    const { text, rangeLength, range } = change;
    if (contentChanges.length !== 1 || text.length !== 1 || rangeLength > 0) return false;
    const after = range.start.translate(0, 1);
    // The selection is reported before or after the change; elsewhere, another extension has written the text.
    const { active } = editor.selection;
    const isAtCursor = active.isEqual(range.start) || active.isEqual(after);
    if (!isAtCursor || after.line >= document.lineCount) return false;
    return disabledReasonAt(this.provider.siteAt(document, after, 'automatic')) === undefined;
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#contextSource.dispose();
    this.status.dispose();
    this.engine.dispose();
  }
}

function lineBreaksIn(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1;
}

/** Calls back with the document that the user switched away from: its suggestion is no longer visible. */
function onDidLeaveDocument(listener: (document: vscode.TextDocument) => void): vscode.Disposable {
  let current = vscode.window.activeTextEditor?.document;
  return vscode.window.onDidChangeActiveTextEditor((editor) => {
    // While VS Code switches editors, there is briefly none.
    if (!editor || editor.document === current) return;
    if (current) listener(current);
    current = editor.document;
  });
}
