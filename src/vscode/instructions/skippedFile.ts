import type { BlockedReason } from '../../privacy/sendPolicy.ts';
import type { UnreadableFileReason } from '../chat/attachments/readText.ts';

/** Why a file of instructions is not used, or only in part. */
export type SkipReason =
  | BlockedReason
  | UnreadableFileReason
  | 'outside'
  | 'git'
  | 'ignored'
  | 'front matter not understood';

/** The log message for a file of instructions that is not used as a whole. An excluded file is not named. */
export function skippedFileText(path: string, why: SkipReason): string {
  const name = why === 'excluded' ? '' : `: ${path}`;
  return `Project instructions not used as a whole (${why})${name}`;
}
