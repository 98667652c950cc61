import * as vscode from 'vscode';
import { changesText } from '../../chat/context/commitDiff.ts';
import { joinFiles, pickFiles } from '../../chat/context/folder.ts';
import { problemsText } from '../../chat/context/problems.ts';
import { terminalText } from '../../chat/context/terminal.ts';
import type { TextSource } from '../../chat/context/textAttachment.ts';
import { labelOf, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/conversation.ts';
import { styleOf } from '../../chat/prompts/commit.ts';
import type { Clock } from '../../mistral/clock.ts';
import type { Exclusions } from '../exclusions.ts';
import { pathAt } from '../files.ts';
import { chooseRepository } from '../git/chooseRepository.ts';
import { commitChanges } from '../git/commitChanges.ts';
import { gitApi } from '../git/gitApi.ts';
import { lastCommits } from '../git/lastCommits.ts';
import { urisInTabs } from '../openDocuments.ts';
import type { CurrentSelection } from './currentSelection.ts';
import { filesBelow } from './folderFiles.ts';
import { gitChanges } from './gitDiff.ts';
import { closedAt, wordsForClosed } from './permission.ts';
import { currentProblems } from './problems.ts';
import type { Unreadable } from './readText.ts';
import { readText } from './readText.ts';
import type { TerminalOutput } from './terminalOutput.ts';

/** What came of attaching something: an attachment, maybe with a word on what is missing, or a refusal. Localised. */
export type Gathered =
  | { readonly attachment: TextAttachment; readonly note?: string | undefined }
  | { readonly refused: string };

/** What attachments are gathered from. */
export interface GatherPorts {
  readonly clock: Clock;
  readonly exclusions: Exclusions;
  readonly selection: CurrentSelection;
  readonly terminal: TerminalOutput;
  /** A new name for each attachment. */
  readonly newId: () => string;
}

/** Turns what the user picks into attachments, as far as it may travel. */
export class Gather {
  readonly #ports: GatherPorts;

  constructor(ports: GatherPorts) {
    this.#ports = ports;
  }

  /**
   * Attaches by the id of a mention: `file:URI`, `folder:URI`, `editors`, `problems`, `diff`, `commit`, `terminal`
   * or `selection`. A `file` may turn out to be a folder. An id comes from the panel and may say anything. Never rejects.
   */
  async attach(id: string): Promise<Gathered> {
    const { t } = vscode.l10n;
    try {
      const [, kind, uri] = /^(file|folder):(.+)$/s.exec(id) ?? [];
      if (uri !== undefined) {
        const at = vscode.Uri.parse(uri, true);
        return await (kind === 'file' ? this.#file(at) : this.#folder(at));
      }
      if (id === 'editors') return await this.#editors();
      if (id === 'problems') return this.#problems();
      if (id === 'diff') return await this.#diff();
      if (id === 'commit') return await this.#commit();
      if (id === 'terminal') return await this.#terminal();
      const selected = id === 'selection' ? this.#ports.selection.attachment() : undefined;
      return selected ? { attachment: selected } : { refused: t('There is nothing to attach.') };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { refused: t('It could not be attached: {0}', why) };
    }
  }

  async #file(uri: vscode.Uri): Promise<Gathered> {
    const closed = closedAt(uri, this.#ports.exclusions);
    if (closed) return { refused: wordsForClosed(closed, uri) };
    const path = pathAt(uri);
    const read = await readText(uri);
    // Reading starts a file system that was not there yet: only now it is known who may write in it.
    const closedLate = closedAt(uri, this.#ports.exclusions);
    if (closedLate) return { refused: wordsForClosed(closedLate, uri) };
    // What was dropped, or chosen in a dialog, may be either.
    if (read === 'folder') return this.#folder(uri);
    if (typeof read === 'string') return { refused: wordsForUnreadable(read, path) };
    return this.#made({ ...read, kind: 'file', label: labelOf(path), path });
  }

  async #folder(uri: vscode.Uri): Promise<Gathered> {
    const closed = closedAt(uri, this.#ports.exclusions);
    if (closed) return { refused: wordsForClosed(closed, uri) };
    const found = await filesBelow(uri, this.#ports.exclusions);
    const { files, tooLarge, tooMany } = pickFiles(found.files);
    const path = `${pathAt(uri)}/`;
    const label = `${labelOf(pathAt(uri))}/`;
    const uris = files.map((file) => file.uri);
    const left = { closed: found.closed, others: tooLarge + tooMany };
    return this.#joined({ kind: 'folder', label, path }, uris, left);
  }

  async #editors(): Promise<Gathered> {
    const byName = new Map(urisInTabs().map((uri) => [uri.toString(), uri]));
    const open = [...byName.values()];
    const uris = open.filter((uri) => !closedAt(uri, this.#ports.exclusions));
    const left = { closed: open.length - uris.length, others: 0 };
    const label = vscode.l10n.t('Open Editors');
    return this.#joined({ kind: 'editors', label }, uris, left);
  }

  #problems(): Gathered {
    const { t } = vscode.l10n;
    const problems = currentProblems(this.#ports.exclusions);
    if (problems.length === 0) return { refused: t('There are no problems to attach.') };
    const { text, leftOut } = problemsText(problems);
    const note = leftOut > 0 ? t('{0} more problems are left out.', leftOut) : undefined;
    return this.#made({ kind: 'problems', label: t('Problems'), text }, note);
  }

  async #diff(): Promise<Gathered> {
    const { t } = vscode.l10n;
    const git = await gitApi();
    if (!git) return { refused: t('Git is not available in this window.') };
    if (git.repositories.length === 0) return { refused: t('No git repository is open.') };
    const { text, of, closed } = await gitChanges(git.repositories, this.#ports.exclusions);
    if (text === '') {
      return { refused: closed > 0 ? wordsForLeftOut({ closed }) : t('There are no git changes.') };
    }
    const note = closed > 0 ? wordsForLeftOut({ closed }) : undefined;
    return this.#made({ kind: 'diff', label: t('Git Changes'), text, of }, note);
  }

  /** What the next commit takes, for a message about it. */
  async #commit(): Promise<Gathered> {
    const { t } = vscode.l10n;
    const { exclusions, clock } = this.#ports;
    const repository = await chooseRepository(undefined);
    if (!repository) return { refused: t('No git repository was chosen.') };
    if ('refused' in repository) return repository;
    const changes = await commitChanges(repository, { exclusions, clock });
    if ('refused' in changes) return changes;
    const { files, closed } = changes;
    const note = closed > 0 ? wordsForLeftOut({ closed }) : undefined;
    const { text: diff, of } = changesText(files);
    const style = styleOf(await lastCommits(repository)).map((part) => `${part}\n\n`);
    const text = [...style, diff].join('');
    const source = { text, of: of + text.length - diff.length };
    return this.#made({ kind: 'diff', label: t('Changes to Commit'), ...source }, note);
  }

  async #terminal(): Promise<Gathered> {
    const { t } = vscode.l10n;
    const command = await this.#ports.terminal.lastWhole();
    if (!command) {
      return {
        refused: t('No terminal command is known. It takes a shell with shell integration.'),
      };
    }
    const label = t('Terminal: {0}', command.commandLine.trim().slice(0, 40));
    return this.#made({ kind: 'terminal', label, text: terminalText(command) });
  }

  /** Files as one attachment; those that cannot be read are left out. */
  async #joined(
    source: Pick<TextSource, 'kind' | 'label' | 'path'>,
    uris: readonly vscode.Uri[],
    left: { readonly closed: number; readonly others: number },
  ): Promise<Gathered> {
    const files = [];
    for (const uri of uris) {
      const read = await readText(uri);
      if (typeof read !== 'string') files.push({ path: pathAt(uri), text: read.text });
    }
    const all = { closed: left.closed, others: left.others + uris.length - files.length };
    const note = all.closed + all.others > 0 ? wordsForLeftOut(all) : undefined;
    if (files.length === 0) {
      return { refused: note ?? vscode.l10n.t('There are no files to attach.') };
    }
    return this.#made({ ...source, ...joinFiles(files) }, note);
  }

  #made(source: Omit<TextSource, 'id'>, note?: string): Gathered {
    return { attachment: makeTextAttachment({ ...source, id: this.#ports.newId() }), note };
  }
}

function wordsForUnreadable(why: Exclude<Unreadable, 'folder'>, path: string): string {
  const { t } = vscode.l10n;
  if (why === 'binary') return t('{0} is no text.', path);
  return why === 'gone' ? t('{0} cannot be read.', path) : t('{0} is larger than 5 MB.', path);
}

function wordsForLeftOut({ closed, others = 0 }: { closed: number; others?: number }): string {
  const { t } = vscode.l10n;
  const words = [];
  if (closed > 0) words.push(t('Left out as excluded or read-only: {0}.', closed));
  if (others > 0) words.push(t('Left out as too many, too large or no text: {0}.', others));
  return words.join(' ');
}
