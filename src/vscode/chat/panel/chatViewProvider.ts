import * as vscode from 'vscode';
import { Emitter } from '../../../base/emitter.ts';
import type { Clock } from '../../../base/clock.ts';
import { RunOnceScheduler } from '../../../base/runOnceScheduler.ts';
import type { FromPanel } from '../../../protocol/fromPanel.ts';
import { readFromPanel, typeOfInvalidMessage } from '../../../protocol/fromPanel.ts';
import type { ToPanel } from '../../../protocol/toPanel.ts';
import { PROTOCOL } from '../../../protocol/protocolVersion.ts';
import type { PanelState } from '../../../protocol/panelViews.ts';
import { CHAT_VIEW } from '../../app/commandIds.ts';
import { panelHtml } from './panelHtml.ts';
import { localizedPanelStrings } from './localizedPanelStrings.ts';

/** Interval between messages with streamed text, in milliseconds: two screen frames. */
const BATCH_MS = 33;

/** A message to the panel without its sequence number. */
export type PanelMessage = ToPanel extends infer M
  ? M extends ToPanel
    ? Omit<M, 'seq'>
    : never
  : never;

/** Dependencies of {@link ChatViewProvider}. */
export interface ChatViewProviderDependencies {
  readonly extensionUri: vscode.Uri;
  /** The folder of the images that the panel may show. */
  readonly images: vscode.Uri;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
}

/** The state of the panel and the text of its message box. */
export interface HydratedState {
  readonly state: PanelState;
  readonly draft: string;
}

/**
 * The panel's webview and the messages to and from it. VS Code disposes a hidden panel and creates a new one when
 * it is shown, which then receives the complete state (see {@link hydrate}). Messages to a hidden panel are dropped.
 */
export class ChatViewProvider implements vscode.WebviewViewProvider {
  readonly #onDidRequestState = new Emitter();
  /** Fires when the panel needs the complete state; listeners call {@link hydrate}. */
  readonly onDidRequestState = this.#onDidRequestState.event;
  readonly #onDidOpen = new Emitter();
  /** Fires when a panel was opened and has the complete state. */
  readonly onDidOpen = this.#onDidOpen.event;
  readonly #onDidReceiveMessage = new Emitter<FromPanel>();
  /** Fires for each accepted message that isn't about the view itself. */
  readonly onDidReceiveMessage = this.#onDidReceiveMessage.event;
  readonly #onDidRejectMessage = new Emitter<FromPanel['type']>();
  /** Fires with the type of a message that was not accepted. */
  readonly onDidRejectMessage = this.#onDidRejectMessage.event;
  readonly #dependencies: ChatViewProviderDependencies;
  #view: vscode.WebviewView | undefined;
  /** Whether the panel is loaded and receives messages. */
  #isReady = false;
  #wantsFocus = false;
  #seq = 0;
  #pendingText: { readonly turnId: string; text: string; thinking: string } | undefined;
  readonly #batch: RunOnceScheduler;

  constructor(dependencies: ChatViewProviderDependencies) {
    this.#dependencies = dependencies;
    this.#batch = new RunOnceScheduler(dependencies.clock, () => {
      this.#sendPendingText();
    });
  }

  /** Loads the panel into a view that VS Code created. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri, images } = this.#dependencies;
    this.#view = view;
    this.#isReady = false;
    const panel = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    view.webview.options = { enableScripts: true, localResourceRoots: [panel, images] };
    view.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message);
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#reset();
    });
    // The page's texts depend on the workspace's trust.
    const granted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.#reset();
      this.#load();
    });
    view.onDidDispose(() => {
      granted.dispose();
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#reset();
    });
    this.#load();
  }

  /** The URL under which the panel can show a file. */
  webviewUriOf(uri: vscode.Uri): string | undefined {
    return this.#view?.webview.asWebviewUri(uri).toString();
  }

  /** Whether a panel receives messages. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Shows the panel and focuses its message box. */
  async show(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    if (this.#isReady) this.#focus();
  }

  /** Posts a message after the pending streamed text. */
  post(message: PanelMessage): void {
    this.#sendPendingText();
    this.#post(message);
  }

  /** Posts streamed text of an answer, in batches. */
  appendText(turnId: string, text: string, thinking: string): void {
    if (!this.#isReady) return;
    if (this.#pendingText && this.#pendingText.turnId !== turnId) this.#sendPendingText();
    if (this.#pendingText) {
      this.#pendingText.text += text;
      this.#pendingText.thinking += thinking;
    } else {
      this.#pendingText = { turnId, text, thinking };
    }
    this.#batch.scheduleOnce(BATCH_MS);
  }

  /** Posts the complete state, which contains the pending streamed text. */
  hydrate(state: HydratedState): void {
    this.#dropPendingText();
    this.#post({ type: 'hydrate', ...state });
  }

  #receive(value: unknown): void {
    const message = readFromPanel(value);
    if (!message) {
      const type = typeOfInvalidMessage(value);
      this.#dependencies.log.warn(`Chat panel: rejected a message of type ${type ?? 'unknown'}.`);
      if (type !== undefined) this.#onDidRejectMessage.fire(type);
      return;
    }
    if (message.type === 'ready') {
      // The number differs only in a panel of another version.
      if (message.protocol !== PROTOCOL) return;
      this.#isReady = true;
      this.#onDidRequestState.fire();
      if (this.#wantsFocus) this.#focus();
      this.#onDidOpen.fire();
    } else if (message.type === 'resync') {
      this.#onDidRequestState.fire();
    } else if (message.type === 'reportError') {
      this.#dependencies.log.error(`Chat panel: ${message.message}`);
    } else {
      this.#onDidReceiveMessage.fire(message);
    }
  }

  #load(): void {
    if (!this.#view) return;
    const { webview } = this.#view;
    const file = (name: string) =>
      webview
        .asWebviewUri(vscode.Uri.joinPath(this.#dependencies.extensionUri, 'dist', 'webview', name))
        .toString();
    webview.html = panelHtml({
      script: file('panel.js'),
      style: file('panel.css'),
      source: webview.cspSource,
      language: vscode.env.language,
      title: vscode.l10n.t('Codestral Chat'),
      strings: localizedPanelStrings(),
    });
  }

  #focus(): void {
    this.#wantsFocus = false;
    this.post({ type: 'focus' });
  }

  #post(message: PanelMessage): void {
    if (!this.#isReady) return;
    this.#seq += 1;
    void this.#view?.webview.postMessage({ seq: this.#seq, ...message });
  }

  #sendPendingText(): void {
    const pendingText = this.#pendingText;
    this.#dropPendingText();
    if (pendingText) this.#post({ type: 'delta', ...pendingText });
  }

  #dropPendingText(): void {
    this.#pendingText = undefined;
    this.#batch.cancel();
  }

  /** The panel is gone. */
  #reset(): void {
    this.#isReady = false;
    this.#dropPendingText();
  }
}
