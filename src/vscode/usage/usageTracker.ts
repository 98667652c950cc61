import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { Price } from '../../mistral/models/prices.ts';
import { BudgetAlerts } from '../../usage/budgetAlerts.ts';
import type { BudgetLevel } from '../../usage/budgetAlerts.ts';
import { Ledger } from '../../usage/store/ledger.ts';
import { moneyText } from '../../usage/page/money.ts';
import { DiskFiles } from '../storage/diskFiles.ts';
import { isProcessAlive } from '../storage/isProcessAlive.ts';
import { today } from './today.ts';

/** What {@link UsageTracker} needs. */
export interface UsageTrackerDependencies {
  /** The folder of the statistics; it need not exist. */
  readonly folder: vscode.Uri;
  readonly clock: Clock;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  /** A model's current price; undefined if unknown. */
  readonly price: (model: string, service: ServiceName) => Price | undefined;
  /** `codestral.usage.monthlyBudget`, in US dollars. */
  readonly monthlyBudget: () => number | undefined;
}

/** The usage statistics of this machine and the budget warnings. The constructor accesses no files. */
export class UsageTracker {
  readonly ledger: Ledger;
  /** The folder of the statistics; it need not exist. */
  readonly folder: vscode.Uri;
  readonly #budgetAlerts: BudgetAlerts;
  readonly #recorded = new vscode.EventEmitter<void>();

  /** Fires when usage of this window was recorded. */
  readonly onDidRecord = this.#recorded.event;

  constructor({ folder, clock, log, price, monthlyBudget }: UsageTrackerDependencies) {
    this.folder = folder;
    const files = new DiskFiles(folder.fsPath);
    this.ledger = new Ledger({
      files,
      clock,
      price,
      today,
      owner: { id: randomUUID(), pid: process.pid, isAlive: isProcessAlive },
      log: (message) => {
        log.warn(message);
      },
      onRecorded: () => {
        this.#recorded.fire();
      },
      onChanged: () => {
        this.checkBudget();
      },
    });
    this.#budgetAlerts = new BudgetAlerts({
      budget: monthlyBudget,
      month: () => today().slice(0, 7),
      cost: () => this.ledger.month(),
      files,
      warn: (level, cost, budget) => void warn(level, cost, budget),
    });
  }

  /** Call when usage or the budget changes. */
  checkBudget(): void {
    void this.#budgetAlerts.check();
  }
}

async function warn(level: BudgetLevel, cost: number, budget: number): Promise<void> {
  const { t } = vscode.l10n;
  const money = (dollars: number) => moneyText(dollars, vscode.env.language);
  const text =
    level === 100
      ? t('This month’s {1} budget is used up (about {0} so far).', money(cost), money(budget))
      : t('80% of this month’s {1} budget is used (about {0}).', money(cost), money(budget));
  const show = t('Show Usage');
  const picked = await vscode.window.showWarningMessage(`Codestral: ${text}`, show);
  if (picked === show) await vscode.commands.executeCommand('codestral.showUsage');
}
