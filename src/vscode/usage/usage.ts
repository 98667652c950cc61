import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../mistral/clock.ts';
import type { Price } from '../../mistral/prices.ts';
import { Budget } from '../../usage/budget.ts';
import type { Level } from '../../usage/budget.ts';
import { Ledger } from '../../usage/ledger.ts';
import { moneyText } from '../../usage/money.ts';
import { FolderFiles } from '../storage/folderFiles.ts';
import { isAlive } from '../storage/isAlive.ts';
import { today } from './today.ts';

/** What the statistics are built from. */
export interface UsageFoundation {
  /** Where they are kept; it need not exist. */
  readonly folder: vscode.Uri;
  readonly clock: Clock;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  /** What a model costs now; undefined where nobody knows. */
  readonly price: (model: string) => Price | undefined;
  /** `codestral.usage.monthlyBudget`, in US dollars. */
  readonly monthlyBudget: () => number | undefined;
}

/** The statistics of this machine, and the warning that they may lead to. Building them touches no file. */
export class Usage {
  readonly ledger: Ledger;
  /** Where it is kept; it need not exist. */
  readonly folder: vscode.Uri;
  readonly #budget: Budget;

  constructor({ folder, clock, log, price, monthlyBudget }: UsageFoundation) {
    this.folder = folder;
    const files = new FolderFiles(folder.fsPath);
    this.ledger = new Ledger({
      ...{ files, clock, price, today },
      holder: { id: randomUUID(), pid: process.pid, isAlive },
      log: (message) => {
        log.warn(message);
      },
      changed: () => {
        this.checkBudget();
      },
    });
    this.#budget = new Budget({
      budget: monthlyBudget,
      month: () => today().slice(0, 7),
      cost: () => this.ledger.month(),
      files,
      warn: (level, cost, budget) => void warn(level, cost, budget),
    });
  }

  /** What was used, or the budget, has changed. */
  checkBudget(): void {
    void this.#budget.check();
  }
}

async function warn(level: Level, cost: number, budget: number): Promise<void> {
  const { t } = vscode.l10n;
  const money = (dollars: number) => moneyText(dollars, vscode.env.language);
  const text =
    level === 100
      ? t('This month’s budget of {1} is used up: about {0} so far.', money(cost), money(budget))
      : t('80 % of this month’s budget of {1} is used: about {0}.', money(cost), money(budget));
  const show = t('Show Usage');
  const picked = await vscode.window.showWarningMessage(`Codestral: ${text}`, show);
  if (picked === show) await vscode.commands.executeCommand('codestral.showUsage');
}
