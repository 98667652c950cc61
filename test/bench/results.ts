import type { Costs } from './cost.ts';
import type { Figures } from './metrics.ts';
import type { Errors } from './model.ts';
import type { RealLatency } from './realLatency.ts';
import type { Profile } from './service.ts';

/** One policy's row in a table. */
export interface PolicyRow {
  readonly policy: string;
  readonly figures: Figures;
  /** The share of keystrokes saved by accepting every correct suggestion; absent if not measured. */
  readonly keysSaved?: number;
}

/** All policies with one model and one service. */
export interface Table {
  readonly model: string;
  readonly profile: string;
  readonly rows: readonly PolicyRow[];
}

/** A metric and its goal. */
export interface Goal {
  readonly name: string;
  readonly model: string;
  readonly profile: string;
  readonly value: number | null;
  readonly goal: string;
  readonly isReached: boolean;
}

/** One delay of the trade-off curve. */
export interface CurvePoint {
  /** Milliseconds, or the engine's adaptive delay. */
  readonly delay: number | 'adaptive';
  readonly requestsPer100: number;
  readonly correctShare: number;
  readonly p50: number | null;
}

/** A typed file in the results. */
interface TypedFile {
  readonly path: string;
  readonly languageId: string;
  readonly characters: number;
  readonly isAtEnd: boolean;
}

/** All results of the benchmark. Only `machine` and `realVsCode` depend on the speed of the machine. */
export interface Results {
  readonly seed: string;
  readonly files: readonly TypedFile[];
  readonly profiles: readonly Profile[];
  readonly models: Readonly<Record<string, Errors>>;
  readonly tables: readonly Table[];
  readonly goals: readonly Goal[];
  readonly curve: readonly CurvePoint[];
  readonly machine: Costs | null;
  /** Measured in a real VS Code; null if skipped. */
  readonly realVsCode: RealLatency | null;
}
