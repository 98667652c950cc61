import type * as vscode from 'vscode';
import type { Conversation } from '../../../chat/session/conversation.ts';
import type { ServiceName } from '../../../mistral/serviceName.ts';
import type { CardAction } from '../../../protocol/panelViews.ts';
import { insertCommitMessage } from '../apply/commitMessageBox.ts';
import { exportChat } from '../sessions/exportChat.ts';
import { runCardAction } from './cardActions.ts';
import type { ChatViewProvider } from './chatViewProvider.ts';
import { openFile, openLink, openWorkspaceFile } from './openLink.ts';

/** The actions outside the panel that its messages can trigger. */
export interface PanelActions {
  /** Shows the panel and focuses its message box. */
  show(): Promise<void>;
  /** Opens a link of an answer. */
  openLink(url: string): Promise<void>;
  /** Opens a file or notebook by its URI; `line` is 1-based. */
  openFile(uri: string, line: number): Promise<unknown>;
  /** Opens a file of the workspace by its relative path; `line` is 1-based. */
  showFile(path: string, line: number): Promise<unknown>;
  /** Resolves to whether a service has accepted another key. */
  runCardAction(action: CardAction, service: ServiceName): Promise<boolean>;
  /** Asks for a file and saves the chat to it. */
  exportChat(conversation: Conversation, format: 'markdown' | 'json'): Promise<void>;
  /** Writes a text into the commit message box of Source Control. */
  useCommitMessage(text: string): Promise<void>;
  /** Logs an error of the webview. */
  logError(message: string, detail: string): void;
}

/** The actions of a panel. */
export function panelActions(
  view: Pick<ChatViewProvider, 'show'>,
  log: Pick<vscode.LogOutputChannel, 'error'>,
): PanelActions {
  return {
    openLink,
    openFile,
    showFile: openWorkspaceFile,
    exportChat,
    useCommitMessage: insertCommitMessage,
    show: () => view.show(),
    runCardAction: (action, service) => runCardAction(action, service, view),
    logError: (message, detail) => {
      log.error(message, detail);
    },
  };
}
