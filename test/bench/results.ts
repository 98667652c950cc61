import type { Costs } from './cost.ts';
import type { Figures } from './metrics.ts';
import type { Errors } from './model.ts';
import type { RealLatency } from './realLatency.ts';
import type { Profile } from './service.ts';

/** One policy's row in a table. */
export interface Row {
  readonly policy: string;
  readonly figures: Figures;
  /** Share of the keys that a user saves who accepts every correct suggestion; absent where not measured. */
  readonly keysSaved?: number;
}

/** All policies with one model behind one service. */
export interface Table {
  readonly model: string;
  readonly profile: string;
  readonly rows: readonly Row[];
}

/** A figure that matters, and what it should be. */
export interface Goal {
  readonly name: string;
  readonly model: string;
  readonly profile: string;
  readonly value: number | null;
  readonly goal: string;
  readonly isReached: boolean;
}

/** One wait of the trade-off curve. */
export interface CurvePoint {
  /** Milliseconds, or the engine's own pace. */
  readonly delay: number | 'adaptive';
  readonly requestsPer100: number;
  readonly correctShare: number;
  readonly p50: number | null;
}

/** A typed file in the results. */
export interface TypedFile {
  readonly path: string;
  readonly languageId: string;
  readonly characters: number;
  readonly isAtEnd: boolean;
}

/** All that a run of the bench found out; only `machine` and `realVsCode` depend on the machine's speed. */
export interface Results {
  readonly seed: string;
  readonly files: readonly TypedFile[];
  readonly profiles: readonly Profile[];
  readonly models: Readonly<Record<string, Errors>>;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly curve: readonly CurvePoint[];
  readonly machine: Costs | null;
  /** Measured in a real VS Code; null where that was left out. */
  readonly realVsCode: RealLatency | null;
}
