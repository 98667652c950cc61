import { LANGUAGE_TABLE } from './languageTable.ts';

const byId = new Map(LANGUAGE_TABLE.map(({ id, completionGroup: family }) => [id, family]));

/** Whether code in one language helps to complete code in the other. */
export function isSameFamily(languageId: string, other: string): boolean {
  const family = byId.get(languageId);
  return languageId === other || (family !== undefined && family === byId.get(other));
}
