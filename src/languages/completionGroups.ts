import { LANGUAGE_TABLE } from './languageTable.ts';

const byId = new Map(LANGUAGE_TABLE.map(({ id, completionGroup }) => [id, completionGroup]));

/** Whether code in one language helps to complete code in the other. */
export function isSameCompletionGroup(languageId: string, other: string): boolean {
  const group = byId.get(languageId);
  return languageId === other || (group !== undefined && group === byId.get(other));
}
