import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ServiceName } from '../../mistral/services.ts';
import { toCsv, toJson } from '../../usage/export.ts';
import type { UsageRow } from '../../usage/figures.ts';
import type { Heard } from '../../usage/leftTable.ts';
import { UsageNumbers } from '../../usage/numbers.ts';
import { usageHtml } from '../../usage/page.ts';
import { usageView } from '../../usage/view.ts';
import { usageWords } from './usageWords.ts';

/** The commands behind the page's links, and the only ones that it may run. */
const COMMANDS = {
  refresh: 'codestral.internal.refreshUsage',
  export: 'codestral.internal.exportUsage',
  reset: 'codestral.internal.resetUsage',
} as const;

/** What the page takes. */
export interface UsagePagePorts {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  /** Milliseconds since the epoch, and the user's own day, as `2026-11-21`. */
  readonly now: () => number;
  readonly today: () => string;
  /** All that was counted, on this machine; may reject. */
  readonly rows: () => Promise<readonly UsageRow[]>;
  /** Forgets all that was counted, in all windows; may reject. */
  readonly reset: () => Promise<void>;
  /** Where it is kept. */
  readonly folder: vscode.Uri;
  readonly left: (service: ServiceName) => Heard;
  /** US dollars a month; undefined where the user set none. */
  readonly budget: () => number | undefined;
  /** The day from which the prices are, as `2026-11-21`. */
  readonly pricesAsOf: string;
}

/** The usage page: one panel without scripts, and what its links do. */
export class UsagePage implements vscode.Disposable {
  readonly #ports: UsagePagePorts;
  #panel: vscode.WebviewPanel | undefined;
  /** Counts the readings: an older one that ends later is not shown. */
  #reading = 0;

  constructor(ports: UsagePagePorts) {
    this.#ports = ports;
  }

  /** Opens the page, or brings it to the front; what it shows is read anew. */
  async show(): Promise<void> {
    if (this.#panel) this.#panel.reveal();
    else this.#panel = this.#open();
    await this.refresh();
  }

  /** Reads anew what the page shows, if it is open. */
  async refresh(): Promise<void> {
    if (!this.#panel) return;
    this.#reading += 1;
    const reading = this.#reading;
    const rows = await this.#told(vscode.l10n.t('The usage could not be read.'), () =>
      this.#ports.rows(),
    );
    if (rows && reading === this.#reading) this.#draw(rows);
  }

  /** Writes all that was counted into a file that the user chooses: CSV or JSON, by its ending. */
  async export(): Promise<void> {
    const { now, rows, today } = this.#ports;
    const name = `codestral-usage-${today()}.csv`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const to = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Usage: .csv or .json, by the name’s ending'),
      filters: { CSV: ['csv'], JSON: ['json'] },
      defaultUri: folder
        ? vscode.Uri.joinPath(folder, name)
        : vscode.Uri.file(join(homedir(), name)),
    });
    if (!to) return;
    const isJson = to.path.toLowerCase().endsWith('.json');
    const written = await this.#told(
      vscode.l10n.t('The usage could not be exported.'),
      async () => {
        const all = await rows();
        const text = isJson ? toJson(all, now()) : toCsv(all);
        await vscode.workspace.fs.writeFile(to, new TextEncoder().encode(text));
        return true;
      },
    );
    if (written) await offerToOpen(to);
  }

  /** Forgets all that was counted, once the user has confirmed it. */
  async reset(): Promise<void> {
    const { t } = vscode.l10n;
    const yes = t('Reset Usage');
    const answer = await vscode.window.showWarningMessage(
      t('Reset all usage statistics?'),
      {
        modal: true,
        detail: t(
          'Requests, tokens, cost and suggestions counted on this machine are deleted, for all days and in all windows. Exported files stay. This cannot be undone.',
        ),
      },
      yes,
    );
    if (answer !== yes) return;
    await this.#told(t('The usage could not be reset.'), () => this.#ports.reset());
    await this.refresh();
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      'codestral.usage',
      vscode.l10n.t('Codestral Usage'),
      vscode.ViewColumn.Active,
      {
        enableScripts: false,
        enableFindWidget: true,
        enableCommandUris: Object.values(COMMANDS),
        localResourceRoots: [this.#media],
      },
    );
    panel.iconPath = vscode.Uri.joinPath(this.#media, 'icon.png');
    panel.onDidDispose(() => {
      this.#panel = undefined;
    });
    return panel;
  }

  #draw(rows: readonly UsageRow[]): void {
    if (!this.#panel) return;
    const { webview } = this.#panel;
    const { budget, folder, left, now, pricesAsOf, today } = this.#ports;
    const { language } = vscode.env;
    webview.html = usageHtml(
      {
        view: usageView(rows, today()),
        at: now(),
        budget: budget(),
        left: { mistral: left('mistral'), codestral: left('codestral') },
        pricesAsOf,
        folder: folder.scheme === 'file' ? folder.fsPath : folder.toString(true),
      },
      { words: usageWords(), numbers: new UsageNumbers(language) },
      {
        style: webview.asWebviewUri(vscode.Uri.joinPath(this.#media, 'usage.css')).toString(),
        source: webview.cspSource,
        language,
        commands: COMMANDS,
      },
    );
  }

  get #media(): vscode.Uri {
    return vscode.Uri.joinPath(this.#ports.extensionUri, 'media');
  }

  /** Does something that may fail: then says so, with the reason in the log, and gives undefined. */
  async #told<T>(failure: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#ports.log.error(failure, error instanceof Error ? error.message : '');
      const showLog = vscode.l10n.t('Show Log');
      // Not waited for: the message may stay for as long as it likes.
      void vscode.window.showErrorMessage(failure, showLog).then((answer) => {
        if (answer === showLog) this.#ports.log.show();
      });
      return undefined;
    }
  }
}

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('The usage was exported to {0}.', file.fsPath);
  const answer = await vscode.window.showInformationMessage(text, open);
  if (answer === open) await vscode.commands.executeCommand('vscode.open', file);
}
