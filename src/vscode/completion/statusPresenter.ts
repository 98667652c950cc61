import * as vscode from 'vscode';
import type { Activity } from '../../completion/request/completionRequester.ts';
import type { Clock } from '../../base/clock.ts';
import { countDown } from '../../base/countdown.ts';
import type { Snooze } from '../../completion/snooze.ts';
import type { Engine } from '../../completion/engine.ts';
import { disabledReasonAt } from '../../completion/gate.ts';
import type { StatusState } from '../../completion/completionStatus.ts';
import { statusOf } from '../../completion/completionStatus.ts';
import { isOwnScheme } from '../../privacy/schemes.ts';
import type { RateLimiter } from '../../mistral/limits/rateLimiter.ts';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { Metrics } from '../../usage/store/metrics.ts';
import type { CompletionProvider } from './completionProvider.ts';
import type { ReportedFailure } from '../../messages/failureDetails.ts';
import type { FailureDetails } from '../../messages/messageContext.ts';
import type { StatusItem, StatusText } from './statusItem.ts';
import { statusTooltip } from './statusTooltip.ts';
import type { StatusMetrics } from './statusTooltip.ts';
import { describeStatus } from './statusText.ts';

/** What {@link StatusPresenter} needs. */
export interface StatusPresenterDependencies {
  readonly item: StatusItem;
  readonly limits: RateLimiter;
  readonly services: ServiceRouter;
  readonly provider: CompletionProvider;
  readonly engine: Engine;
  readonly snooze: Pick<Snooze, 'state'>;
  readonly failureDetails: (failure: ReportedFailure) => FailureDetails;
  readonly today: () => Metrics;
  /** The clock that pauses use. */
  readonly clock: Clock;
}

/** A status and its text. */
export interface DescribedStatus {
  readonly status: StatusState;
  readonly text: StatusText;
}

/** A longer pause is not counted down in the status bar, in milliseconds: its tooltip and the menu show the time. */
const MAX_COUNTDOWN_MS = 120_000;

/** The remaining time of a temporary status, in milliseconds. */
function timeLeft(status: StatusState, now: number): number | undefined {
  if (status.kind === 'paused') return Math.max(0, status.pause.until - now);
  return status.kind === 'ready' ? status.waitMs : undefined;
}

/** Keeps the status bar item up to date with the engine, the services and the active editor. */
export class StatusPresenter implements vscode.Disposable {
  readonly #item: StatusItem;
  readonly #limits: RateLimiter;
  readonly #services: ServiceRouter;
  readonly #provider: CompletionProvider;
  readonly #engine: Engine;
  readonly #snooze: Pick<Snooze, 'state'>;
  readonly #failureDetails: StatusPresenterDependencies['failureDetails'];
  readonly #today: () => Metrics;
  readonly #clock: Clock;
  /** The service for completions, as of the last refresh. */
  #service: ServiceName | undefined;
  readonly #subscription: vscode.Disposable;
  #pendingRequests = 0;
  /** Ends the wait for the next refresh, and the countdown. */
  #cancelTimer = (): void => undefined;

  constructor({
    item,
    limits,
    services,
    provider,
    engine,
    snooze,
    failureDetails,
    today,
    clock,
  }: StatusPresenterDependencies) {
    this.#item = item;
    this.#limits = limits;
    this.#services = services;
    this.#provider = provider;
    this.#engine = engine;
    this.#snooze = snooze;
    this.#failureDetails = failureDetails;
    this.#today = today;
    this.#clock = clock;
    this.#subscription = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => {
        this.refresh();
      }),
      // VS Code closes and reopens a document when its language changes.
      vscode.workspace.onDidOpenTextDocument((document) => {
        if (document === vscode.window.activeTextEditor?.document) this.refresh();
      }),
    );
  }

  dispose(): void {
    this.#cancelTimer();
    this.#subscription.dispose();
  }

  /** Call when the engine starts or finishes a request. */
  onActivity({ kind }: Activity): void {
    this.#pendingRequests = Math.max(0, this.#pendingRequests + (kind === 'requesting' ? 1 : -1));
    this.refresh();
  }

  /** Determines and shows the current status. */
  refresh(): void {
    void this.current().then((status) => {
      const text = this.#textFor(status);
      this.#item.show(text, statusTooltip(text, this.metrics()));
      this.#refreshLater(status);
    });
  }

  /** Refreshes again when a pause ends; counts a short one down. */
  #refreshLater(status: StatusState): void {
    this.#cancelTimer();
    const clock = this.#clock;
    const remainingMs = timeLeft(status, clock.now());
    if (remainingMs === undefined) return;
    const cancelRefresh = clock.setTimeout(() => {
      this.refresh();
    }, remainingMs + 50);
    const cancelCountdown =
      status.kind === 'paused' && remainingMs <= MAX_COUNTDOWN_MS
        ? countDown(clock, status.pause.until, (seconds) => {
            // The system clock was set back: ask again when the pause ends.
            if (seconds * 1_000 > MAX_COUNTDOWN_MS) this.refresh();
            else this.#item.showCountdown(seconds);
          })
        : undefined;
    this.#cancelTimer = () => {
      cancelRefresh();
      cancelCountdown?.();
    };
  }

  /** The current status. Never rejects. */
  async current(): Promise<StatusState> {
    const active = vscode.window.activeTextEditor;
    // The extension's own documents are about another one, whose status the user expects.
    const editor = active && isOwnScheme(active.document.uri.scheme) ? undefined : active;
    const off =
      editor &&
      disabledReasonAt({
        ...this.#siteIn(editor),
        // Reasons that end with the next keystroke are not a status.
        hasSelectionOrCursors: false,
        lastChange: 'typed',
        charBefore: '',
        charAfter: '',
      });
    const route = await this.#services.route('completion');
    this.#service = 'unavailable' in route ? undefined : route.service.name;
    return statusOf({
      off,
      unavailable: 'unavailable' in route ? route : undefined,
      pause: 'unavailable' in route ? undefined : this.#limits.currentPause(route.service.name),
      isEditorOff: editor !== undefined && isOffInEditor(editor.document),
      snooze: this.#snooze.state,
      isRequesting: this.#pendingRequests > 0,
      fallback: this.#services.fallback('completion'),
      latencyMs: this.#engine.latencyMs,
      waitMs: this.#service === undefined ? 0 : this.#limits.delayFor(this.#service),
    });
  }

  /** The current status and its text, for display right now. Never rejects. */
  async described(): Promise<DescribedStatus> {
    const status = await this.current();
    return { status, text: this.#textFor(status, this.#clock.now()) };
  }

  /** Today's usage, the remaining quota, and the time to first token. */
  metrics(): StatusMetrics {
    return {
      today: this.#today(),
      remainingQuota: this.#service === undefined ? {} : this.#limits.remaining(this.#service),
      latencyMs: this.#engine.latencyMs,
    };
  }

  #textFor(status: StatusState, now?: number): StatusText {
    const context = status.kind === 'paused' ? this.#failureDetails(status.pause) : {};
    return describeStatus(status, context, now);
  }

  #siteIn(editor: vscode.TextEditor) {
    return this.#provider.siteAt(editor.document, editor.selection.active, 'automatic');
  }
}

/** Whether VS Code's own setting turns inline suggestions off for a document. */
function isOffInEditor(document: vscode.TextDocument): boolean {
  return (
    vscode.workspace.getConfiguration('editor', document).get('inlineSuggest.enabled') === false
  );
}
