import * as vscode from 'vscode';
import type { Activity } from '../completion/asking.ts';
import type { Engine } from '../completion/engine.ts';
import { refusalAt } from '../completion/gate.ts';
import type { Status } from '../completion/status.ts';
import { statusOf } from '../completion/status.ts';
import type { Limits } from '../mistral/limits.ts';
import type { ServiceName, Services } from '../mistral/services.ts';
import type { Figures } from '../usage/figures.ts';
import type { CompletionProvider } from './completionProvider.ts';
import type { FailureOf } from './failures/circumstances.ts';
import type { Circumstances } from './failures/told.ts';
import type { StatusItem, StatusWords } from './statusItem.ts';
import { statusTooltip } from './statusTooltip.ts';
import type { StatusFigures } from './statusTooltip.ts';
import { describeStatus } from './statusWords.ts';

/** Where a status is read from, and where it is shown. */
export interface StatusSources {
  readonly item: StatusItem;
  readonly limits: Limits;
  readonly services: Services;
  readonly provider: CompletionProvider;
  readonly engine: Engine;
  readonly circumstances: (failure: FailureOf) => Circumstances;
  readonly today: () => Figures;
  /** The time in which pauses end, in milliseconds since the epoch: the machine's clock may be set to another. */
  readonly now: () => number;
}

/** A status, and the words for it. */
export interface Described {
  readonly status: Status;
  readonly words: StatusWords;
}

/** How long a status lasts that ends by itself, in milliseconds. */
function restOf(status: Status, now: number): number | undefined {
  if (status.kind === 'paused') return Math.max(0, status.pause.until - now);
  return status.kind === 'ready' ? status.spacedMs : undefined;
}

/** Keeps the status item true: it looks at what the engine does, at the services and at the active editor. */
export class CompletionStatus implements vscode.Disposable {
  readonly #item: StatusItem;
  readonly #limits: Limits;
  readonly #services: Services;
  readonly #provider: CompletionProvider;
  readonly #engine: Engine;
  readonly #circumstances: StatusSources['circumstances'];
  readonly #today: () => Figures;
  readonly #now: () => number;
  /** The service that completions would be asked of, as last looked at. */
  #service: ServiceName | undefined;
  readonly #subscription: vscode.Disposable;
  #asking = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor({ item, limits, services, provider, engine, ...told }: StatusSources) {
    this.#item = item;
    this.#limits = limits;
    this.#services = services;
    this.#provider = provider;
    this.#engine = engine;
    this.#circumstances = told.circumstances;
    this.#today = told.today;
    this.#now = told.now;
    this.#subscription = vscode.window.onDidChangeActiveTextEditor(() => {
      this.refresh();
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
  }

  /** The engine began or ended something. */
  onActivity({ kind }: Activity): void {
    this.#asking = Math.max(0, this.#asking + (kind === 'asking' ? 1 : -1));
    this.refresh();
  }

  /** Looks again and shows what it finds. */
  refresh(): void {
    void this.current().then((status) => {
      const words = this.#wordsFor(status);
      this.#item.show(words, statusTooltip(words, this.figures()));
      clearTimeout(this.#timer);
      // A pause ends by itself: the item must not say otherwise.
      const rest = restOf(status, this.#now());
      if (rest !== undefined) {
        this.#timer = setTimeout(() => {
          this.refresh();
        }, rest + 50);
      }
    });
  }

  /** The status as it is now. Never rejects. */
  async current(): Promise<Status> {
    const editor = vscode.window.activeTextEditor;
    const off =
      editor &&
      refusalAt({
        ...this.#placeIn(editor),
        // What passes with the next key is no state.
        ...{ isSelecting: false, lastChange: 'typed', left: '', right: '' },
      });
    const route = await this.#services.route('completion');
    this.#service = 'closed' in route ? undefined : route.service.name;
    return statusOf({
      off,
      closed: 'closed' in route ? route : undefined,
      pause: 'closed' in route ? undefined : this.#limits.pause(route.service.name),
      isAsking: this.#asking > 0,
      moved: this.#services.moved('completion'),
      latencyMs: this.#engine.latencyMs,
      waitMs: this.#service === undefined ? 0 : this.#limits.waitFor(this.#service),
    });
  }

  /** The status as it is now, and its words as they are read at once. Never rejects. */
  async described(): Promise<Described> {
    const status = await this.current();
    return { status, words: this.#wordsFor(status, this.#now()) };
  }

  /** Today's figures, what is left, and the time to the first text. */
  figures(): StatusFigures {
    return {
      today: this.#today(),
      left: this.#service === undefined ? {} : this.#limits.left(this.#service),
      latencyMs: this.#engine.latencyMs,
    };
  }

  #wordsFor(status: Status, now?: number): StatusWords {
    const around = status.kind === 'paused' ? this.#circumstances(status.pause) : {};
    return describeStatus(status, around, now);
  }

  #placeIn(editor: vscode.TextEditor) {
    return this.#provider.placeAt(editor.document, editor.selection.active, 'automatic');
  }
}
