import * as vscode from 'vscode';
import type { Clock } from '../../mistral/clock.ts';
import type { FromPanel } from '../../protocol/fromPanel.ts';
import { readFromPanel } from '../../protocol/fromPanel.ts';
import type { ToPanel } from '../../protocol/toPanel.ts';
import { PROTOCOL } from '../../protocol/version.ts';
import type { PanelState } from '../../protocol/views.ts';
import { CHAT_VIEW } from '../commandIds.ts';
import { panelHtml } from './panelHtml.ts';
import { panelWords } from './panelWords.ts';

/** Text that streams is sent on at most this often, in milliseconds: two frames of a screen. */
const BATCH_MS = 33;

/** A message to the panel before it has its number. */
export type Post = ToPanel extends infer M ? (M extends ToPanel ? Omit<M, 'seq'> : never) : never;

/** What the view needs. */
export interface ChatViewPorts {
  readonly extensionUri: vscode.Uri;
  /** The folder whose images the panel may show. */
  readonly images: vscode.Uri;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
  /** All there is to show. */
  readonly picture: () => { readonly state: PanelState; readonly draft: string };
  /** A panel is there and has heard all there is to show. */
  readonly opened: () => void;
  /** A message came from the panel; none of those that are about the view itself. */
  readonly received: (message: FromPanel) => void;
}

/**
 * The panel's view. VS Code throws the panel away when it is hidden and makes a new one when it is shown:
 * whatever it has to know comes anew with `hydrate`, so that nothing needs to be kept or sent meanwhile.
 */
export class ChatView implements vscode.WebviewViewProvider {
  readonly #ports: ChatViewPorts;
  #view: vscode.WebviewView | undefined;
  /** Whether a panel is there and listens. */
  #isReady = false;
  #wantsFocus = false;
  #seq = 0;
  #grown: { readonly turnId: string; text: string; thinking: string } | undefined;
  #cancelBatch: (() => void) | undefined;

  constructor(ports: ChatViewPorts) {
    this.#ports = ports;
  }

  /** Fills a view that VS Code has made. */
  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri, images } = this.#ports;
    this.#view = view;
    this.#isReady = false;
    const panel = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    view.webview.options = { enableScripts: true, localResourceRoots: [panel, images] };
    view.webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(message);
    });
    view.onDidChangeVisibility(() => {
      if (!view.visible) this.#silence();
    });
    // The page's words say what may be done here.
    const granted = vscode.workspace.onDidGrantWorkspaceTrust(() => {
      this.#silence();
      this.#load();
    });
    view.onDidDispose(() => {
      granted.dispose();
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#silence();
    });
    this.#load();
  }

  /** The address under which the panel may show a file. */
  addressOf(uri: vscode.Uri): string | undefined {
    return this.#view?.webview.asWebviewUri(uri).toString();
  }

  /** Whether a panel is there that hears what is posted. */
  get isListening(): boolean {
    return this.#isReady;
  }

  /** Shows the view, and gives its message box the focus. */
  async show(): Promise<void> {
    this.#wantsFocus = true;
    await vscode.commands.executeCommand(`${CHAT_VIEW}.focus`);
    if (this.#isReady) this.#focus();
  }

  /** Tells the panel something; a panel that is not there will hear all of it when it comes. */
  post(message: Post): void {
    this.#sendGrown();
    this.#post(message);
  }

  /** The answer that streams has grown. */
  grow(turnId: string, text: string, thinking: string): void {
    if (!this.#isReady) return;
    if (this.#grown && this.#grown.turnId !== turnId) this.#sendGrown();
    if (this.#grown) {
      this.#grown.text += text;
      this.#grown.thinking += thinking;
    } else {
      this.#grown = { turnId, text, thinking };
    }
    this.#cancelBatch ??= this.#ports.clock.setTimeout(() => {
      this.#sendGrown();
    }, BATCH_MS);
  }

  /** Everything anew. */
  hydrate(): void {
    if (!this.#isReady) return;
    // What has grown is in the picture already.
    this.#forgetGrown();
    this.#post({ type: 'hydrate', ...this.#ports.picture() });
  }

  #receive(value: unknown): void {
    const message = readFromPanel(value);
    if (!message) {
      this.#ports.log.warn('The chat panel sent a message of an unknown shape; it was ignored.');
      return;
    }
    if (message.type === 'ready') {
      // Only a panel of another version could say another number.
      if (message.protocol !== PROTOCOL) return;
      this.#isReady = true;
      this.hydrate();
      if (this.#wantsFocus) this.#focus();
      this.#ports.opened();
    } else if (message.type === 'resync') {
      this.hydrate();
    } else if (message.type === 'fault') {
      this.#ports.log.error(`The chat panel has a fault: ${message.message}`);
    } else {
      this.#ports.received(message);
    }
  }

  #load(): void {
    if (!this.#view) return;
    const { webview } = this.#view;
    const file = (name: string) =>
      webview
        .asWebviewUri(vscode.Uri.joinPath(this.#ports.extensionUri, 'dist', 'webview', name))
        .toString();
    webview.html = panelHtml({
      script: file('panel.js'),
      style: file('panel.css'),
      source: webview.cspSource,
      language: vscode.env.language,
      words: panelWords(),
    });
  }

  #focus(): void {
    this.#wantsFocus = false;
    this.post({ type: 'focus' });
  }

  #post(message: Post): void {
    if (!this.#isReady) return;
    this.#seq += 1;
    void this.#view?.webview.postMessage({ seq: this.#seq, ...message });
  }

  #sendGrown(): void {
    const grown = this.#grown;
    this.#forgetGrown();
    if (grown) this.#post({ type: 'delta', ...grown });
  }

  #forgetGrown(): void {
    this.#grown = undefined;
    this.#cancelBatch?.();
    this.#cancelBatch = undefined;
  }

  /** Nobody listens any more. */
  #silence(): void {
    this.#isReady = false;
    this.#forgetGrown();
  }
}
