import * as vscode from 'vscode';
import { changesText } from '../../../actions/commit/commitDiff.ts';
import { joinFiles, pickFiles } from '../../../chat/context/folderText.ts';
import { problemsText } from '../../../chat/context/problemsText.ts';
import { terminalText } from '../../../chat/context/terminalText.ts';
import type { TextSource } from '../../../chat/context/textAttachment.ts';
import { attachmentLabel, makeTextAttachment } from '../../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../../chat/session/conversation.ts';
import { commitStyle } from '../../../actions/commit/commitPrompt.ts';
import type { Clock } from '../../../base/clock.ts';
import { plural } from '../../../base/plural.ts';
import { redactSecrets } from '../../../privacy/redactSecrets.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { pathAt } from '../../platform/files.ts';
import { chooseRepository } from '../../git/chooseRepository.ts';
import { commitChanges } from '../../git/commitChanges.ts';
import { gitApi, vsCodeGitRunner, gitUnavailableMessage } from '../../git/gitApi.ts';
import { lastCommits } from '../../git/lastCommits.ts';
import { withTimeout } from '../../../base/async.ts';
import { urisInTabs } from '../../completion/openDocuments.ts';
import type { CurrentSelection } from './currentSelection.ts';
import { filesBelow } from './folderListing.ts';
import { gitChanges } from './gitChanges.ts';
import { blockedMessage } from '../../privacy/blockedMessage.ts';
import { currentProblems } from './workspaceProblems.ts';
import type { UnreadableFileReason } from './readText.ts';
import { readText } from './readText.ts';
import type { TerminalOutput } from './terminalOutput.ts';

/** How long to wait for the last output of a command after its end, in milliseconds. */
const LAST_OUTPUT_MS = 2_000;

/**
 * An attachment, with a note if parts are missing, or the reason why it could not be created. Texts are localized.
 */
export type CollectedAttachment =
  | { readonly attachment: TextAttachment; readonly note?: string | undefined }
  | { readonly refused: string };

/** Dependencies of {@link AttachmentCollector}. */
export interface AttachmentCollectorDependencies {
  readonly clock: Clock;
  readonly permissions: SendPermissions;
  readonly selection: CurrentSelection;
  readonly terminalOutput: TerminalOutput;
  /** The stored keys, which are removed from attachments. */
  readonly knownKeys: () => Promise<readonly string[]>;
  /** Creates an attachment ID. */
  readonly newId: () => string;
}

/** Creates attachments from what the user selects, if it may be sent. */
export class AttachmentCollector {
  readonly #dependencies: AttachmentCollectorDependencies;

  constructor(dependencies: AttachmentCollectorDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Creates an attachment from the ID of a mention: `file:URI`, `folder:URI`, `editors`, `problems`, `diff`,
   * `commit`, `changes`, `terminal` or `selection`. A `file` may be a folder. The ID comes from the panel and is untrusted. The
   * signal cancels git. Never rejects.
   */
  async attach(id: string, signal: AbortSignal): Promise<CollectedAttachment> {
    const { t } = vscode.l10n;
    try {
      const [, kind, uri] = /^(file|folder):(.+)$/s.exec(id) ?? [];
      if (uri !== undefined) {
        const at = vscode.Uri.parse(uri, true);
        return await (kind === 'file' ? this.#file(at) : this.#folder(at));
      }
      if (id === 'editors') return await this.#editors();
      if (id === 'problems') return await this.#problems();
      if (id === 'diff') return await this.#diff(signal);
      if (id === 'commit' || id === 'changes') return await this.#changes(id, signal);
      if (id === 'terminal') return await this.#terminal();
      const selected = id === 'selection' ? this.#dependencies.selection.selected() : undefined;
      return selected ? { attachment: selected } : { refused: t('Nothing to attach.') };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { refused: t('Couldn’t attach this: {0}', why) };
    }
  }

  async #file(uri: vscode.Uri): Promise<CollectedAttachment> {
    const { permissions } = this.#dependencies;
    const blocked = await permissions.check(uri);
    if (blocked) return { refused: blockedMessage(blocked, uri) };
    const path = pathAt(uri);
    const read = await readText(uri);
    // A symbolic link may have changed during the read.
    const blockedNow = await permissions.check(uri);
    if (blockedNow) return { refused: blockedMessage(blockedNow, uri) };
    // A dropped item may be a file or a folder.
    if (read === 'folder') return this.#folder(uri);
    if (typeof read === 'string') return { refused: unreadableMessage(read, path) };
    const name = uri.toString();
    return this.#made({
      ...read,
      kind: 'file',
      label: attachmentLabel(path),
      path,
      uri: name,
      sources: [name],
    });
  }

  async #folder(uri: vscode.Uri): Promise<CollectedAttachment> {
    const blocked = await this.#dependencies.permissions.check(uri);
    if (blocked) return { refused: blockedMessage(blocked, uri) };
    const found = await filesBelow(uri, this.#dependencies);
    const { files, tooLarge, tooMany } = pickFiles(found.files);
    const path = `${pathAt(uri)}/`;
    const label = `${attachmentLabel(pathAt(uri))}/`;
    const uris = files.map((file) => file.uri);
    const left = { blocked: found.blocked, others: tooLarge + tooMany };
    return this.#joinFiles({ kind: 'folder', label, path, uri: uri.toString() }, uris, left);
  }

  async #editors(): Promise<CollectedAttachment> {
    const byName = new Map(urisInTabs().map((uri) => [uri.toString(), uri]));
    const open = [...byName.values()];
    const uris = open.filter((uri) => !this.#dependencies.permissions.blockedReasonByName(uri));
    const left = { blocked: open.length - uris.length, others: 0 };
    const label = vscode.l10n.t('Open Editors');
    return this.#joinFiles({ kind: 'editors', label }, uris, left);
  }

  async #problems(): Promise<CollectedAttachment> {
    const { t } = vscode.l10n;
    const { permissions } = this.#dependencies;
    const files = [];
    for (const each of currentProblems(permissions)) {
      if (!(await permissions.check(each.file))) files.push(each);
    }
    const problems = files.flatMap((each) => each.problems);
    const sources = [...new Set(files.map(({ file }) => file.toString()))];
    if (problems.length === 0) return { refused: t('No problems to attach.') };
    const { text, leftOut } = problemsText(problems);
    const skipped = plural(
      leftOut,
      vscode.env.language,
      t('{0} more problem was skipped.', leftOut),
      t('{0} more problems were skipped.', leftOut),
    );
    const note = leftOut > 0 ? skipped : undefined;
    return this.#made({ kind: 'problems', label: t('Problems'), text, sources }, note);
  }

  async #diff(signal: AbortSignal): Promise<CollectedAttachment> {
    const { t } = vscode.l10n;
    const repositories = (await gitApi())?.repositories ?? [];
    const run = await vsCodeGitRunner(this.#dependencies.clock);
    if (!run) return { refused: gitUnavailableMessage() };
    if (repositories.length === 0) return { refused: t('No Git repository is open.') };
    const { text, fullLength, blocked } = await gitChanges(
      run,
      repositories,
      this.#dependencies,
      signal,
    );
    if (text === '') {
      return { refused: blocked > 0 ? leftOutMessage({ blocked }) : t('No Git changes found.') };
    }
    const note = blocked > 0 ? leftOutMessage({ blocked }) : undefined;
    const sources = repositories.map(({ rootUri }) => rootUri.toString());
    return this.#made({ kind: 'diff', label: t('Git Changes'), text, fullLength, sources }, note);
  }

  /** The changes of the next commit; for a message, with earlier ones that show their style. */
  async #changes(id: 'commit' | 'changes', signal: AbortSignal): Promise<CollectedAttachment> {
    const { t } = vscode.l10n;
    const { permissions, clock } = this.#dependencies;
    const repository = await chooseRepository(
      undefined,
      id === 'commit' ? 'commit message' : 'review',
    );
    if (!repository) return { refused: t('No Git repository selected.') };
    if ('refused' in repository) return repository;
    const changes = await commitChanges(repository, { permissions, clock }, signal);
    if ('refused' in changes) return changes;
    const { files, blocked } = changes;
    const note = blocked > 0 ? leftOutMessage({ blocked }) : undefined;
    const { text: diff, fullLength } = changesText(files);
    const run = id === 'commit' ? await vsCodeGitRunner(clock) : undefined;
    const log = run ? await lastCommits(run, repository.rootUri.fsPath, signal) : [];
    const style = commitStyle(log).map((part) => `${part}\n\n`);
    const text = [...style, diff].join('');
    const sources = [repository.rootUri.toString()];
    const label = id === 'commit' ? t('Changes to Commit') : t('Changes to Review');
    return this.#made(
      { kind: 'diff', label, text, fullLength: fullLength + text.length - diff.length, sources },
      note,
    );
  }

  async #terminal(): Promise<CollectedAttachment> {
    const { t } = vscode.l10n;
    const { clock, terminalOutput, knownKeys } = this.#dependencies;
    const command =
      (await withTimeout(terminalOutput.lastWhole(), LAST_OUTPUT_MS, clock)) ?? terminalOutput.last;
    if (!command) {
      return {
        refused: t('No recent terminal command. Shell integration is required.'),
      };
    }
    const keys = await knownKeys();
    const shown = redactSecrets(command.commandLine, keys).text.trim().slice(0, 40);
    const { text, count } = terminalText(command, keys);
    const note = count > 0 ? t('Secrets replaced in the terminal text: {0}.', count) : undefined;
    return this.#made({ kind: 'terminal', label: t('Terminal: {0}', shown), text }, note);
  }

  /** Joins files into one attachment; skips files that can't be read. */
  async #joinFiles(
    source: Pick<TextSource, 'kind' | 'label' | 'path' | 'uri'>,
    uris: readonly vscode.Uri[],
    left: { readonly blocked: number; readonly others: number },
  ): Promise<CollectedAttachment> {
    const { permissions } = this.#dependencies;
    const files = [];
    const sources = [];
    let { blocked } = left;
    for (const uri of uris) {
      if (await permissions.check(uri)) {
        blocked += 1;
        continue;
      }
      const read = await readText(uri);
      if (typeof read === 'string') continue;
      files.push({ path: pathAt(uri), text: read.text });
      sources.push(uri.toString());
    }
    const unread = uris.length - files.length - (blocked - left.blocked);
    const all = { blocked, others: left.others + unread };
    const note = all.blocked + all.others > 0 ? leftOutMessage(all) : undefined;
    if (files.length === 0) {
      return { refused: note ?? vscode.l10n.t('No files to attach.') };
    }
    return this.#made({ ...source, ...joinFiles(files), sources }, note);
  }

  #made(source: Omit<TextSource, 'id'>, note?: string): CollectedAttachment {
    return { attachment: makeTextAttachment({ ...source, id: this.#dependencies.newId() }), note };
  }
}

function unreadableMessage(why: Exclude<UnreadableFileReason, 'folder'>, path: string): string {
  const { t } = vscode.l10n;
  if (why === 'binary') return t('{0} isn’t a text file.', path);
  return why === 'gone' ? t('{0} can’t be read.', path) : t('{0} is larger than 5 MB.', path);
}

function leftOutMessage({ blocked, others = 0 }: { blocked: number; others?: number }): string {
  const { t } = vscode.l10n;
  const parts = [];
  if (blocked > 0) parts.push(t('Skipped (excluded or read-only): {0}.', blocked));
  if (others > 0) parts.push(t('Skipped (too many, too large, or not text): {0}.', others));
  return parts.join(' ');
}
