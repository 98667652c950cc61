import * as vscode from 'vscode';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { ToPanel } from '../../src/protocol/toPanel.ts';
import { PROTOCOL } from '../../src/protocol/protocolVersion.ts';
import type { PanelState } from '../../src/protocol/panelViews.ts';
import type { ChatViewProvider } from '../../src/vscode/chat/panel/chatViewProvider.ts';
import { applyMessage, INITIAL_SNAPSHOT } from '../../src/webview/panelModel.ts';
import { until } from './extensionHost.ts';

/** A fake chat panel: it receives what the real one would and sends what a test tells it to send. */
export class FakePanel {
  readonly posted: ToPanel[] = [];
  #webview = { html: '' };
  #snapshot = INITIAL_SNAPSHOT;
  readonly #said = new vscode.EventEmitter<unknown>();

  /** The state that the panel shows. */
  get state(): PanelState {
    if (!this.#snapshot.state) throw new Error('the panel has not received a state');
    return this.#snapshot.state;
  }

  /** The latest text of the message box. */
  get draft(): string {
    return this.#snapshot.draft.text;
  }

  /** The latest HTML of the view. */
  get html(): string {
    return this.#webview.html;
  }

  /** Shows the panel, which is ready immediately. */
  async ready(view: ChatViewProvider): Promise<void> {
    const none = new vscode.EventEmitter<void>().event;
    const webview = {
      ...{ options: {}, html: '', cspSource: '', onDidReceiveMessage: this.#said.event },
      asWebviewUri: (uri: vscode.Uri) => uri,
      postMessage: async (message: ToPanel) => {
        // A copy without undefined values, like a message of a real webview.
        const copy = JSON.parse(JSON.stringify(message)) as ToPanel;
        this.posted.push(copy);
        const next = applyMessage(this.#snapshot, copy);
        if (next) this.#snapshot = next;
        else this.post({ type: 'resync' });
        return true;
      },
    };
    this.#webview = webview;
    const played = { webview, visible: true, onDidChangeVisibility: none, onDidDispose: none };
    view.resolveWebviewView(played as unknown as vscode.WebviewView);
    this.post({ type: 'ready', protocol: PROTOCOL });
    await until('the first state', () => this.#snapshot.state !== undefined);
  }

  /** Sends a message from the panel. */
  post(message: FromPanel): void {
    this.#said.fire(message);
  }

  dispose(): void {
    this.#said.dispose();
  }
}
