import type { MonthlyCost } from './store/ledger.ts';
import type { LedgerFiles } from './store/usageStore.ts';

/** Percentages of the budget at which a warning is shown. */
export type BudgetLevel = 80 | 100;

/** Maximum number of files that mark a shown warning: a year's worth, at two per month. */
const MAX_MARKERS = 24;
const FOLDER = 'warned';

/** What {@link BudgetAlerts} needs. */
export interface BudgetPorts {
  /** US dollars per month; undefined if no budget is set. */
  readonly budget: () => number | undefined;
  /** The month, as `2026-11`. */
  readonly month: () => string;
  readonly cost: () => MonthlyCost;
  /** The ledger's files. Each warning is recorded as an empty file, which only one window can create. */
  readonly files: Pick<LedgerFiles, 'createExclusive' | 'list' | 'remove'>;
  /** Warns the user; both amounts are in US dollars. */
  readonly warn: (level: BudgetLevel, cost: number, budget: number) => void;
}

/** Warns when the month's cost reaches the budget: once per level, in the first window that notices. */
export class BudgetAlerts {
  readonly #ports: BudgetPorts;
  /** Warnings that were shown, as this window knows. */
  readonly #warned = new Set<string>();

  constructor(ports: BudgetPorts) {
    this.#ports = ports;
  }

  /** Call when usage or the budget changes. Each budget and month has separate warnings. Never rejects. */
  async check(): Promise<void> {
    const { budget: limit, month, cost, warn } = this.#ports;
    const budget = limit();
    if (budget === undefined) return;
    const { measured, estimated } = cost();
    const spent = measured + estimated;
    const level = levelOf(spent, budget);
    if (level === undefined) return;
    const name = (of: BudgetLevel) => `${month()}-${of}-of-${budget}`;
    const isNew = await this.#claim(name(level));
    // After the warning at 100 %, the one at 80 % is redundant.
    if (level === 100) await this.#claim(name(80));
    if (isNew) warn(level, spent, budget);
  }

  /** Whether the warning is new. If that can't be determined, this window shows it. */
  async #claim(warning: string): Promise<boolean> {
    if (this.#warned.has(warning)) return false;
    this.#warned.add(warning);
    const { files } = this.#ports;
    try {
      if (!(await files.createExclusive(`${FOLDER}/${warning}`, ''))) return false;
      const names = (await files.list(FOLDER)).map(({ name }) => name).sort();
      for (const name of names.slice(0, -MAX_MARKERS)) await files.remove(`${FOLDER}/${name}`);
    } catch {
      // The user must be warned even if the disk is not writable.
    }
    return true;
  }
}

/** The highest level reached. A budget of 0 is reached by the first cost. */
function levelOf(spent: number, budget: number): BudgetLevel | undefined {
  if (!(spent > 0) || !(budget >= 0)) return undefined;
  if (spent >= budget) return 100;
  return spent >= 0.8 * budget ? 80 : undefined;
}
