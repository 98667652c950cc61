import * as z from 'zod/mini';
import { parseJson } from '../../base/json.ts';
import { MAX_CHANGED_FILES } from './changeSet.ts';
import type { ProposedFile } from './proposedFile.ts';
import type { Replacement } from './replacement.ts';

/** The version of the format; other versions are not read. */
const VERSION = 1;

const replacement = z.object({
  start: z.number().check(z.nonnegative(), z.int()),
  oldText: z.string(),
  newText: z.string(),
});

const stored = z.object({
  version: z.literal(VERSION),
  files: z
    .array(
      z.object({
        uri: z.string().check(z.minLength(1)),
        path: z.string().check(z.minLength(1)),
        base: z.optional(z.string()),
        replacements: z.array(replacement),
        conflicts: z.array(replacement),
      }),
    )
    .check(z.maxLength(MAX_CHANGED_FILES)),
});

/** Proposed files as JSON, to show them again after a restart. */
export function changesToJson(files: readonly ProposedFile[]): string {
  const kept = files.map(({ uri, path, base, replacements, conflicts }) => {
    return { uri, path, base, replacements, conflicts };
  });
  return JSON.stringify({ version: VERSION, files: kept });
}

/** Reads the result of {@link changesToJson}. Empty for any other text, and without files whose parts don't fit. */
export function changesFromJson(text: string): readonly ProposedFile[] {
  const result = stored.safeParse(parseJson(text));
  if (!result.success) return [];
  return result.data.files
    .map((file) => ({ ...file, base: file.base, alreadyExists: false }))
    .filter(({ base = '', replacements }) => fits(base, replacements));
}

/** Whether replacements are in order, do not overlap and replace what the text has there. */
function fits(base: string, replacements: readonly Replacement[]): boolean {
  let at = 0;
  for (const { start, oldText } of replacements) {
    if (start < at || !base.startsWith(oldText, start)) return false;
    at = start + oldText.length;
  }
  return at <= base.length;
}
