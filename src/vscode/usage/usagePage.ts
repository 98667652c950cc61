import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { RunOnceScheduler } from '../../base/runOnceScheduler.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { UsageUpdate } from '../../protocol/usageUpdate.ts';
import { toCsv, toJson } from '../../usage/page/usageExport.ts';
import type { UsageRow } from '../../usage/store/metrics.ts';
import type { ReportedQuota } from '../../usage/page/quotaTable.ts';
import { UsageNumberFormats } from '../../usage/page/usageNumbers.ts';
import { usageHtml } from '../../usage/page/usageHtml.ts';
import { usageView } from '../../usage/page/usageView.ts';
import { localizedUsageStrings } from './localizedUsageStrings.ts';

/** The only commands that the page's links may run. */
const COMMANDS = {
  refresh: 'codestral.internal.refreshUsage',
  export: 'codestral.internal.exportUsage',
  reset: 'codestral.internal.resetUsage',
} as const;

/** What {@link UsagePage} needs. */
export interface UsagePageDependencies {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly clock: Clock;
  /** The user's local day as `2026-11-21`. */
  readonly today: () => string;
  /** All usage recorded on this machine; may reject. */
  readonly rows: () => Promise<readonly UsageRow[]>;
  /** Fires when usage was recorded. */
  readonly onDidRecord: vscode.Event<void>;
  /** Deletes all usage in all windows; may reject. */
  readonly reset: () => Promise<void>;
  /** The folder of the statistics. */
  readonly folder: vscode.Uri;
  readonly remainingQuota: (service: ServiceName) => ReportedQuota;
  /** US dollars per month; undefined if not set. */
  readonly budget: () => number | undefined;
  /** The date of the price data, as `2026-11-21`. */
  readonly pricesAsOf: string;
}

/** The delay from new usage to the refresh of the page, in milliseconds. While typing, usage is recorded all the time. */
const REFRESH_DELAY_MS = 3_000;

/** The usage page, and the actions of its links. */
export class UsagePage implements vscode.Disposable {
  readonly #dependencies: UsagePageDependencies;
  readonly #timer: RunOnceScheduler;
  readonly #subscription: vscode.Disposable;
  #panel: vscode.WebviewPanel | undefined;
  /** Whether the page is loaded and can be updated in place. */
  #isLoaded = false;
  /** The number of the latest read; results of earlier reads are dropped. */
  #reading = 0;

  constructor(dependencies: UsagePageDependencies) {
    this.#dependencies = dependencies;
    this.#timer = new RunOnceScheduler(dependencies.clock, () => void this.#update());
    this.#subscription = dependencies.onDidRecord(() => {
      if (this.#panel?.visible) this.#timer.scheduleOnce(REFRESH_DELAY_MS);
    });
  }

  /** Opens or reveals the page and refreshes it. */
  async show(): Promise<void> {
    if (this.#panel) this.#panel.reveal();
    else this.#panel = this.#open();
    await this.refresh();
  }

  /** Refreshes the page if it is open. */
  async refresh(): Promise<void> {
    if (!this.#panel) return;
    await this.#reportFailure(vscode.l10n.t('Couldn’t read the usage statistics.'), () =>
      this.#read(),
    );
  }

  /** Exports all usage to a file that the user chooses, as CSV or JSON by its extension. */
  async export(): Promise<void> {
    const { clock, rows, today } = this.#dependencies;
    const name = `codestral-usage-${today()}.csv`;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const to = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export Usage as .csv or .json'),
      filters: { CSV: ['csv'], JSON: ['json'] },
      defaultUri: folder
        ? vscode.Uri.joinPath(folder, name)
        : vscode.Uri.file(join(homedir(), name)),
    });
    if (!to) return;
    const isJson = to.path.toLowerCase().endsWith('.json');
    const written = await this.#reportFailure(
      vscode.l10n.t('Couldn’t export the usage statistics.'),
      async () => {
        const all = await rows();
        const text = isJson ? toJson(all, clock.now()) : toCsv(all);
        await vscode.workspace.fs.writeFile(to, new TextEncoder().encode(text));
        return true;
      },
    );
    if (written) await offerToOpen(to);
  }

  /** Deletes all usage after a confirmation. */
  async reset(): Promise<void> {
    const { t } = vscode.l10n;
    const yes = t('Reset Usage');
    const answer = await vscode.window.showWarningMessage(
      t('Reset all usage statistics?'),
      {
        modal: true,
        detail: t(
          'This deletes all requests, tokens, costs and suggestions recorded on this machine. Exported files are kept. This action can’t be undone.',
        ),
      },
      yes,
    );
    if (answer !== yes) return;
    await this.#reportFailure(t('Couldn’t reset the usage statistics.'), () =>
      this.#dependencies.reset(),
    );
    await this.refresh();
  }

  dispose(): void {
    this.#timer.cancel();
    this.#subscription.dispose();
    this.#panel?.dispose();
  }

  /** Refreshes the page after new usage. Errors are ignored here; they are reported when the user refreshes the page. */
  async #update(): Promise<void> {
    if (this.#panel?.visible) await this.#read().catch(() => undefined);
  }

  /** Reads and shows all usage; rejects if it can't be read. */
  async #read(): Promise<void> {
    this.#timer.cancel();
    this.#reading += 1;
    const reading = this.#reading;
    const rows = await this.#dependencies.rows();
    if (reading === this.#reading) this.#render(rows);
  }

  #open(): vscode.WebviewPanel {
    const panel = vscode.window.createWebviewPanel(
      'codestral.usage',
      vscode.l10n.t('Codestral Usage'),
      vscode.ViewColumn.Active,
      {
        enableScripts: true,
        enableFindWidget: true,
        enableCommandUris: Object.values(COMMANDS),
        localResourceRoots: [this.#media, this.#scripts],
      },
    );
    panel.iconPath = vscode.Uri.joinPath(this.#media, 'icon.png');
    let wasVisible = true;
    panel.onDidChangeViewState(() => {
      // VS Code loads a page that was hidden again.
      if (!panel.visible) this.#isLoaded = false;
      // While it was hidden, more may have been used.
      if (panel.visible && !wasVisible) void this.refresh();
      wasVisible = panel.visible;
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#isLoaded = false;
    });
    return panel;
  }

  #render(rows: readonly UsageRow[]): void {
    if (!this.#panel) return;
    const { webview } = this.#panel;
    const { budget, folder, remainingQuota, clock, pricesAsOf, today } = this.#dependencies;
    const { language } = vscode.env;
    const html = usageHtml(
      {
        view: usageView(rows, today()),
        at: clock.now(),
        budget: budget(),
        remainingQuota: {
          mistral: remainingQuota('mistral'),
          codestral: remainingQuota('codestral'),
        },
        pricesAsOf,
        folder: folder.scheme === 'file' ? folder.fsPath : folder.toString(true),
      },
      { strings: localizedUsageStrings(), numbers: new UsageNumberFormats(language) },
      {
        style: webview.asWebviewUri(vscode.Uri.joinPath(this.#media, 'usage.css')).toString(),
        source: webview.cspSource,
        script: webview.asWebviewUri(vscode.Uri.joinPath(this.#scripts, 'usage.js')).toString(),
        nonce: randomUUID(),
        language,
        commands: COMMANDS,
      },
    );
    if (this.#isLoaded) {
      // Loading the page again would lose the focus.
      const update: UsageUpdate = { type: 'usage', html };
      void webview.postMessage(update);
      return;
    }
    webview.html = html;
    this.#isLoaded = true;
  }

  get #media(): vscode.Uri {
    return vscode.Uri.joinPath(this.#dependencies.extensionUri, 'media');
  }

  get #scripts(): vscode.Uri {
    return vscode.Uri.joinPath(this.#dependencies.extensionUri, 'dist', 'webview');
  }

  /** Runs an operation; on failure logs the reason, shows `failure`, and resolves to undefined. */
  async #reportFailure<T>(failure: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#dependencies.log.error(failure, error instanceof Error ? error.message : '');
      const showLog = vscode.l10n.t('Show Log');
      // Not awaited: the message may stay open.
      void vscode.window.showErrorMessage(failure, showLog).then((answer) => {
        if (answer === showLog) this.#dependencies.log.show();
      });
      return undefined;
    }
  }
}

async function offerToOpen(file: vscode.Uri): Promise<void> {
  const open = vscode.l10n.t('Open');
  const text = vscode.l10n.t('Usage statistics exported to {0}.', file.fsPath);
  const answer = await vscode.window.showInformationMessage(text, open);
  if (answer === open) await vscode.commands.executeCommand('vscode.open', file);
}
