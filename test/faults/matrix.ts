import type { Cell } from './cell.ts';
import { FAULTS } from './faults.ts';
import { FEATURES } from './features.ts';

/**
 * All cells: each feature with each fault, as the first request and after a success. Similar faults alternate between
 * the two.
 */
export const CELLS: readonly Cell[] = FAULTS.flatMap((fault, row) =>
  FEATURES.flatMap((feature, column) => {
    const turns = fault.isOneOfMany ? [(row + column) % 2 === 1] : [false, true];
    return turns.map((isAfterSuccess) => ({ feature, fault, isAfterSuccess }));
  }),
);

/** The name of a cell. */
export function nameOf({ feature, fault, isAfterSuccess }: Cell): string {
  return `${feature.name}, ${isAfterSuccess ? 'after success' : 'first'}: ${fault.name}`;
}
