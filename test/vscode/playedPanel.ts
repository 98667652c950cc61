import * as vscode from 'vscode';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { ToPanel } from '../../src/protocol/toPanel.ts';
import { PROTOCOL } from '../../src/protocol/version.ts';
import type { PanelState } from '../../src/protocol/views.ts';
import type { ChatView } from '../../src/vscode/chat/chatView.ts';
import { applied, BLANK } from '../../src/webview/state.ts';
import { until } from './support.ts';

/** The panel of a chat, played: it hears what the real one would, and says what a test lets it say. */
export class PlayedPanel {
  readonly posted: ToPanel[] = [];
  #webview = { html: '' };
  #picture = BLANK;
  readonly #said = new vscode.EventEmitter<unknown>();

  /** What the panel shows. */
  get state(): PanelState {
    if (!this.#picture.state) throw new Error('the panel has heard nothing');
    return this.#picture.state;
  }

  /** What the message box was last told to hold. */
  get draft(): string {
    return this.#picture.draft.text;
  }

  /** The page that the view was last filled with. */
  get html(): string {
    return this.#webview.html;
  }

  /** Shows the panel, which is ready at once. */
  async ready(view: ChatView): Promise<void> {
    const none = new vscode.EventEmitter<void>().event;
    const webview = {
      ...{ options: {}, html: '', cspSource: '', onDidReceiveMessage: this.#said.event },
      asWebviewUri: (uri: vscode.Uri) => uri,
      postMessage: async (message: ToPanel) => {
        // As on the real way: a copy, without what is undefined.
        const copy = JSON.parse(JSON.stringify(message)) as ToPanel;
        this.posted.push(copy);
        const next = applied(this.#picture, copy);
        if (next) this.#picture = next;
        else this.say({ type: 'resync' });
        return true;
      },
    };
    this.#webview = webview;
    const played = { webview, visible: true, onDidChangeVisibility: none, onDidDispose: none };
    view.resolveWebviewView(played as unknown as vscode.WebviewView);
    this.say({ type: 'ready', protocol: PROTOCOL });
    await until('the first picture', () => this.#picture.state !== undefined);
  }

  /** The panel says something. */
  say(message: FromPanel): void {
    this.#said.fire(message);
  }

  dispose(): void {
    this.#said.dispose();
  }
}
