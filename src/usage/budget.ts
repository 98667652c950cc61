import type { MonthlyCost } from './ledger.ts';
import type { LedgerFiles } from './store.ts';

/** At which shares of the budget a warning is due, in per cent. */
export type Level = 80 | 100;

/** So many warnings are remembered: of a year, with two a month. */
const REMEMBERED = 24;
const FOLDER = 'warned';

/** What the budget is built from. */
export interface BudgetPorts {
  /** US dollars a month; undefined where there is none. */
  readonly budget: () => number | undefined;
  /** The month, as `2026-11`. */
  readonly month: () => string;
  readonly cost: () => MonthlyCost;
  /** The ledger's files: warnings are remembered beside it, one empty file each, which only one window can make. */
  readonly files: Pick<LedgerFiles, 'createExclusive' | 'list' | 'remove'>;
  /** Tells the user; both in US dollars. */
  readonly warn: (level: Level, cost: number, budget: number) => void;
}

/** Warns of a month that costs more than the user wants: once at each level, whichever window sees it first. */
export class Budget {
  readonly #ports: BudgetPorts;
  /** Warnings that this window knows to be done. */
  readonly #done = new Set<string>();

  constructor(ports: BudgetPorts) {
    this.#ports = ports;
  }

  /** What was used or the budget has changed. Another budget or month has warnings of its own. Never rejects. */
  async check(): Promise<void> {
    const { budget: limit, month, cost, warn } = this.#ports;
    const budget = limit();
    if (budget === undefined) return;
    const { measured, estimated } = cost();
    const spent = measured + estimated;
    const level = levelOf(spent, budget);
    if (level === undefined) return;
    const name = (of: Level) => `${month()}-${of}-of-${budget}`;
    const isNew = await this.#claim(name(level));
    // Whoever was told of all of it need not hear of a part.
    if (level === 100) await this.#claim(name(80));
    if (isNew) warn(level, spent, budget);
  }

  /** Whether nobody has given this warning yet; where that cannot be known, this window gives it. */
  async #claim(warning: string): Promise<boolean> {
    if (this.#done.has(warning)) return false;
    this.#done.add(warning);
    const { files } = this.#ports;
    try {
      if (!(await files.createExclusive(`${FOLDER}/${warning}`, ''))) return false;
      const names = (await files.list(FOLDER)).map(({ name }) => name).sort();
      for (const name of names.slice(0, -REMEMBERED)) await files.remove(`${FOLDER}/${name}`);
    } catch {
      // A disk that takes nothing must not keep the user from being warned.
    }
    return true;
  }
}

/** The highest level that is reached. A budget of nothing is reached by the first cost. */
function levelOf(spent: number, budget: number): Level | undefined {
  if (!(spent > 0) || !(budget >= 0)) return undefined;
  if (spent >= budget) return 100;
  return spent >= 0.8 * budget ? 80 : undefined;
}
