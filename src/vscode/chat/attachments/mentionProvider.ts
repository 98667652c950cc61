import * as vscode from 'vscode';
import type { MentionCandidate } from '../../../chat/context/rankMentions.ts';
import { rankMentions } from '../../../chat/context/rankMentions.ts';
import { attachmentLabel } from '../../../chat/context/textAttachment.ts';
import type { Clock } from '../../../base/clock.ts';
import { redactSecrets } from '../../../privacy/redactSecrets.ts';
import type { MentionRow } from '../../../protocol/panelViews.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { pathAt } from '../../platform/files.ts';
import { urisInTabs } from '../../completion/openDocuments.ts';
import { gitApi } from '../../git/gitApi.ts';
import { currentProblems } from './workspaceProblems.ts';
import { codebaseMention } from './codebaseAttachments.ts';
import type { TerminalOutput } from './terminalOutput.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** Maximum number of rows, and of candidates for them, since some files may not be sent. */
const MAX_ROWS = 50;
const MAX_RANKED = 200;

/** Dependencies of {@link MentionProvider}. */
export interface MentionProviderDependencies {
  readonly clock: Clock;
  readonly permissions: SendPermissions;
  readonly terminalOutput: TerminalOutput;
  /** The stored keys, which are removed from the rows. */
  readonly knownKeys: () => Promise<readonly string[]>;
}

interface MentionSource extends MentionCandidate {
  readonly id: string;
  readonly kind: MentionRow['kind'];
  /** The file or folder, if it is one. */
  readonly uri?: vscode.Uri;
}

/** Finds files and other context for a mention after `@`. */
export class MentionProvider implements vscode.Disposable {
  readonly #dependencies: MentionProviderDependencies;
  readonly #files: WorkspaceFiles;

  constructor(dependencies: MentionProviderDependencies) {
    this.#dependencies = dependencies;
    this.#files = new WorkspaceFiles(dependencies.clock);
  }

  dispose(): void {
    this.#files.dispose();
  }

  /** The rows that match a query: open files, other context, then all files and folders. Never rejects. */
  async rows(query: string): Promise<MentionRow[]> {
    const candidates = [
      ...openFiles(),
      ...(await this.#sources()),
      ...(await this.#files.entries(query)),
    ];
    const rows = new Map<string, MentionRow>();
    for (const { id, kind, label, detail, uri } of rankMentions(query, candidates, MAX_RANKED)) {
      if (rows.size === MAX_ROWS) break;
      if (rows.has(id) || (uri && this.#dependencies.permissions.blockedReasonByName(uri)))
        continue;
      // The path of a file in the root of the workspace is its name.
      rows.set(id, { id, kind, label, detail: detail === label ? '' : detail });
    }
    return [...rows.values()];
  }

  /** The available context other than files. */
  async #sources(): Promise<MentionSource[]> {
    const { t } = vscode.l10n;
    const { terminalOutput, permissions, knownKeys } = this.#dependencies;
    const code = codebaseMention();
    const { last } = terminalOutput;
    const command = last && redactSecrets(last.commandLine, await knownKeys()).text.trim();
    const problems = currentProblems(permissions).length;
    const repositories = (await gitApi())?.repositories.length ?? 0;
    const editors = urisInTabs().length;
    const all: (MentionSource & { readonly isThere: boolean })[] = [
      {
        id: 'editors',
        kind: 'editors',
        isThere: editors > 0,
        label: t('Open Editors'),
        detail: t('All open files'),
      },
      {
        id: 'problems',
        kind: 'problems',
        isThere: problems > 0,
        label: t('Problems'),
        detail: t('Errors and warnings in the workspace'),
      },
      {
        id: 'diff',
        kind: 'diff',
        isThere: repositories > 0,
        label: t('Git Changes'),
        detail: t('Uncommitted changes'),
      },
      {
        id: 'terminal',
        kind: 'terminal',
        isThere: command !== undefined,
        label: t('Last Terminal Command'),
        detail: (command ?? '').slice(0, 200),
      },
    ];
    const sources = all.filter(({ isThere }) => isThere);
    return code ? [{ ...code, kind: 'codebase' }, ...sources] : sources;
  }
}

function openFiles(): MentionSource[] {
  return urisInTabs().map((uri) => {
    const path = pathAt(uri);
    return {
      id: `file:${uri.toString()}`,
      kind: 'file',
      label: attachmentLabel(path),
      detail: path,
      uri,
    };
  });
}
