import * as vscode from 'vscode';
import { Engine } from '../completion/engine.ts';
import { clock } from './clock.ts';
import { CompletionProvider } from './completionProvider.ts';
import { CompletionStatus } from './completionStatus.ts';
import type { Exclusions } from './exclusions.ts';
import { Explanation } from './explanation.ts';
import { LastChanges } from './lastChanges.ts';
import { LateAnswers } from './lateAnswers.ts';
import type { ServiceParts } from './serviceParts.ts';
import type { Settings } from './settings.ts';
import type { StatusItem } from './statusItem.ts';
import { Surroundings } from './surroundings.ts';
import { Travel } from './travel.ts';

/** What completions are built from. */
export interface CompletionFoundation {
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly exclusions: Exclusions;
  readonly item: StatusItem;
  readonly service: ServiceParts;
}

/** The parts of completions: the engine, what VS Code asks, what travels along, and how things stand. */
export class CompletionParts implements vscode.Disposable {
  readonly provider: CompletionProvider;
  readonly status: CompletionStatus;
  readonly engine: Engine;
  readonly explanation: Explanation;
  readonly #surroundings: Surroundings;
  readonly #subscriptions: readonly { dispose(): void }[];

  constructor({ log, settings, exclusions, item, service }: CompletionFoundation) {
    const { services, client, limits, usage, circumstances } = service;
    const travel = new Travel(settings, exclusions);
    this.#surroundings = new Surroundings({
      clock,
      travel,
      isAvailable: async () => {
        const route = await services.route('completion');
        return !('closed' in route) && !limits.pause(route.service.name);
      },
    });
    const { context: snippets } = this.#surroundings;
    const lateAnswers = new LateAnswers();
    this.engine = new Engine({
      ...{ clock, services, client, limits, account: usage.ledger },
      context: (snapshot) => snippets.snippets(snapshot),
      sessionId: crypto.randomUUID(),
      onActivity: (activity) => {
        this.status.onActivity(activity);
        if (activity.kind === 'answered') lateAnswers.arrived();
      },
    });
    const lastChanges = new LastChanges();
    this.provider = new CompletionProvider({
      ...{ settings, travel, lastChanges, lateAnswers, log },
      engine: this.engine,
      refusedKey: async () => {
        const status = await this.status.current();
        if (status.kind !== 'paused' || status.pause.kind !== 'unauthorised') return undefined;
        const name = status.pause.service;
        return { service: name, episode: service.checks.of(name)?.episode };
      },
    });
    this.explanation = new Explanation(() => this.engine.lastTrace);
    this.status = new CompletionStatus({
      ...{ item, limits, services, circumstances },
      today: () => usage.ledger.today(),
      now: () => clock.now(),
      provider: this.provider,
      engine: this.engine,
    });
    this.#subscriptions = [
      lastChanges,
      this.explanation,
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.engine.closed(document.uri.toString());
      }),
      onDidLeave((document) => {
        this.engine.closed(document.uri.toString());
      }),
    ];
    this.status.refresh();
  }

  /** A key or a setting changed. */
  changed(): void {
    this.#surroundings.changed();
    this.engine.reset();
    this.status.refresh();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#surroundings.dispose();
    this.status.dispose();
    this.engine.dispose();
  }
}

/** Tells which document the user has left for another: its suggestion would be shown to nobody. */
function onDidLeave(tell: (document: vscode.TextDocument) => void): vscode.Disposable {
  let current = vscode.window.activeTextEditor?.document;
  return vscode.window.onDidChangeActiveTextEditor((editor) => {
    // While editors change places there is none for a moment.
    if (!editor || editor.document === current) return;
    if (current) tell(current);
    current = editor.document;
  });
}
