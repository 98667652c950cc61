import * as vscode from 'vscode';
import type { MentionCandidate } from '../../chat/context/mentions.ts';
import { rankMentions } from '../../chat/context/mentions.ts';
import { labelOf } from '../../chat/context/textAttachment.ts';
import type { Clock } from '../../mistral/clock.ts';
import type { MentionRow } from '../../protocol/views.ts';
import type { Exclusions } from '../exclusions.ts';
import { pathAt } from '../files.ts';
import { urisInTabs } from '../openDocuments.ts';
import { gitApi } from '../git/gitApi.ts';
import { closedAt } from './permission.ts';
import { currentProblems } from './problems.ts';
import type { TerminalOutput } from './terminalOutput.ts';
import { WorkspaceFiles } from './workspaceFiles.ts';

/** Rows that are shown, and those that are looked at because some of them may not travel. */
const MOST_ROWS = 50;
const MOST_RANKED = 200;

/** What mentions are found with. */
export interface MentionsPorts {
  readonly clock: Clock;
  readonly exclusions: Exclusions;
  readonly terminal: TerminalOutput;
}

interface Candidate extends MentionCandidate {
  readonly id: string;
  readonly kind: MentionRow['kind'];
  /** The file or folder, if it is one. */
  readonly uri?: vscode.Uri;
}

/** Finds what may be mentioned after an `@`. */
export class Mentions implements vscode.Disposable {
  readonly #ports: MentionsPorts;
  readonly #files: WorkspaceFiles;

  constructor(ports: MentionsPorts) {
    this.#ports = ports;
    this.#files = new WorkspaceFiles(ports.clock);
  }

  dispose(): void {
    this.#files.dispose();
  }

  /** What fits a query: files that are open, what is not a file, then all other files and folders. Never rejects. */
  async rows(query: string): Promise<MentionRow[]> {
    const candidates = [
      ...openFiles(),
      ...(await this.#sources()),
      ...(await this.#files.entries(query)),
    ];
    const rows = new Map<string, MentionRow>();
    for (const { id, kind, label, detail, uri } of rankMentions(query, candidates, MOST_RANKED)) {
      if (rows.size === MOST_ROWS) break;
      if (rows.has(id) || (uri && closedAt(uri, this.#ports.exclusions))) continue;
      // A file at the top of the workspace has its name for its path.
      rows.set(id, { id, kind, label, detail: detail === label ? '' : detail });
    }
    return [...rows.values()];
  }

  /** What there is beside files, as far as it is there. */
  async #sources(): Promise<Candidate[]> {
    const { t } = vscode.l10n;
    const { terminal, exclusions } = this.#ports;
    const command = terminal.last?.commandLine.trim();
    const problems = currentProblems(exclusions).length;
    const repositories = (await gitApi())?.repositories.length ?? 0;
    const editors = urisInTabs().length;
    const all: (Candidate & { readonly isThere: boolean })[] = [
      {
        ...{ id: 'editors', kind: 'editors', isThere: editors > 0 },
        ...{ label: t('Open Editors'), detail: t('All files that are open') },
      },
      {
        ...{ id: 'problems', kind: 'problems', isThere: problems > 0 },
        ...{ label: t('Problems'), detail: t('Errors and warnings of the workspace') },
      },
      {
        ...{ id: 'diff', kind: 'diff', isThere: repositories > 0 },
        ...{ label: t('Git Changes'), detail: t('What is not committed yet') },
      },
      {
        ...{ id: 'terminal', kind: 'terminal', isThere: command !== undefined },
        ...{ label: t('Last Terminal Command'), detail: (command ?? '').slice(0, 200) },
      },
    ];
    return all.filter(({ isThere }) => isThere);
  }
}

function openFiles(): Candidate[] {
  return urisInTabs().map((uri) => {
    const path = pathAt(uri);
    return { id: `file:${uri.toString()}`, kind: 'file', label: labelOf(path), detail: path, uri };
  });
}
