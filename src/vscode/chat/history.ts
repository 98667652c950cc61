import * as vscode from 'vscode';
import type { Archive } from '../../chat/archive/archive.ts';
import type { Summary } from '../../chat/archive/summaries.ts';
import type { Conversation } from '../../chat/conversation.ts';
import { toJson, toMarkdown } from '../../chat/export.ts';
import type { HistoryView } from '../../protocol/views.ts';
import { exportWords } from './exportWords.ts';
import type { Notices } from './notices.ts';
import type { Talks } from './talks.ts';

/** What the list of chats takes. */
export interface HistoryPorts {
  readonly archive: Archive;
  readonly talks: Talks;
  readonly notices: Notices;
  /** The list is another one, or was closed. */
  readonly changed: () => void;
}

/** The list of chats: finding, renaming, deleting, exporting. */
export class History {
  readonly #ports: HistoryPorts;
  #view: HistoryView | undefined;
  #searching = new AbortController();

  constructor(ports: HistoryPorts) {
    this.#ports = ports;
  }

  /** The list, while it is open. */
  get view(): HistoryView | undefined {
    return this.#view;
  }

  /** Opens the list, or looks for other chats in it. */
  async show(query: string): Promise<void> {
    this.#searching.abort();
    const searching = new AbortController();
    this.#searching = searching;
    const { archive } = this.#ports;
    const isSearch = query.trim() !== '';
    const found = isSearch ? archive.search(query, searching.signal) : archive.list();
    const rows = this.#rows(await found);
    if (searching.signal.aborted) return;
    this.#view = { query, rows };
    this.#ports.changed();
  }

  /** Closes the list. */
  close(): void {
    this.#searching.abort();
    if (!this.#view) return;
    this.#view = undefined;
    this.#ports.changed();
  }

  /** Shows what is new in the list, if it is open. */
  async refresh(): Promise<void> {
    if (this.#view) await this.show(this.#view.query);
  }

  /** Gives a chat another title; an empty one changes nothing. */
  async rename(id: string, title: string): Promise<void> {
    const wanted = title.trim();
    if (wanted !== '') await this.#ports.talks.rename(id, wanted);
    await this.refresh();
  }

  /** Deletes a chat, and offers to bring it back. */
  async remove(id: string): Promise<void> {
    const { archive, talks } = this.#ports;
    await talks.removed(id);
    await archive.remove(id);
    this.#offerUndo(vscode.l10n.t('The chat was deleted.'), [id]);
    await this.refresh();
  }

  /** Deletes all chats but those that other windows write, and offers to bring them back. */
  async removeAll(): Promise<void> {
    const { archive, talks } = this.#ports;
    for (const { id } of await archive.list()) await talks.removed(id);
    const removed = await archive.removeAll();
    this.#offerUndo(vscode.l10n.t('Chats deleted: {0}', removed.length), removed);
    await this.refresh();
  }

  /** Writes a chat into a file that the user chooses. */
  async export(id: string, format: 'markdown' | 'json'): Promise<void> {
    const conversation = await this.#conversation(id);
    if (!conversation) return;
    const isMarkdown = format === 'markdown';
    const name = fileNameFor(conversation.title, isMarkdown ? 'md' : 'json');
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const to = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Chat'),
      filters: isMarkdown ? { Markdown: ['md'] } : { JSON: ['json'] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
    });
    if (!to) return;
    const text = isMarkdown ? toMarkdown(conversation, exportWords()) : toJson(conversation);
    await vscode.workspace.fs.writeFile(to, new TextEncoder().encode(text));
    await vscode.window.showTextDocument(to, { preview: true });
  }

  /** As it is on screen, else as it is kept. */
  async #conversation(id: string): Promise<Conversation | undefined> {
    const { archive, talks } = this.#ports;
    if (talks.current.conversation.id === id) return talks.current.conversation;
    const opened = await archive.open(id);
    if ('fault' in opened) {
      this.#ports.notices.show('error', vscode.l10n.t('The chat cannot be read.'));
      return undefined;
    }
    if (!talks.has(id)) await archive.close(id);
    return opened.conversation;
  }

  #offerUndo(text: string, ids: readonly string[]): void {
    const { archive, notices } = this.#ports;
    notices.show('info', text, {
      label: vscode.l10n.t('Undo'),
      run: async () => {
        await Promise.all(ids.map((id) => archive.restore(id)));
        await this.refresh();
      },
    });
  }

  #rows(found: readonly Summary[]): HistoryView['rows'] {
    const here = this.#ports.talks.workspace;
    const rows = found.map(({ id, title, workspace, updatedAt, turns }) => ({
      ...{ id, updatedAt, turns, isHere: workspace === here },
      title: title === '' ? vscode.l10n.t('Untitled chat') : title,
    }));
    return [...rows.filter(({ isHere }) => isHere), ...rows.filter(({ isHere }) => !isHere)];
  }
}

/** A file's name from a chat's title, with what no file system takes left out. */
function fileNameFor(title: string, extension: string): string {
  const plain = title
    .replaceAll(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return `${plain.replace(/^\.+/, '').slice(0, 60).trim() || 'chat'}.${extension}`;
}
