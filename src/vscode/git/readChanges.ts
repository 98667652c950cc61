import { filesOf } from '../../chat/context/splitDiff.ts';
import { headersOf, readFileChanges, submoduleText } from '../../chat/context/gitRawDiff.ts';
import type { FileChange } from '../../chat/context/gitRawDiff.ts';
import type { Clock } from '../../base/clock.ts';
import { yieldWithPauses } from '../../base/yielding.ts';
import type { RunGit } from './runGit.ts';

/** The dependencies of {@link readChanges}. */
export interface ReadChangesDependencies {
  readonly run: RunGit;
  readonly clock: Clock;
  /** Whether a file may not be sent, by its paths: see {@link FileChange}. */
  readonly isBlocked: (paths: readonly string[]) => Promise<boolean>;
}

/** A changed file whose changes may be sent. */
interface SendableChange {
  /** Relative to the repository; the new name of a renamed file. */
  readonly name: string;
  /** The old name of a renamed file, which its section contains. */
  readonly oldName?: string | undefined;
  /** Its section of the patch, or one line for a submodule. Empty if it was not read. */
  readonly text: string;
}

/** The changes that may be sent. */
export interface SendableChanges {
  readonly changes: readonly SendableChange[];
  /** The number of changed files that may not be sent. */
  readonly blocked: number;
}

/**
 * Fixes the format of a diff against the settings of the user and the repository: no external programs, no colors,
 * standard names. Settings without an option here do not change the format.
 */
const FORMAT = [
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '-O/dev/null',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  '--ignore-submodules=dirty',
  '--find-renames',
  '-l1000',
  '--diff-algorithm=myers',
  '--ws-error-highlight=none',
];
const PATCH = [
  '--patch',
  '--abbrev=7',
  '--unified=3',
  '--inter-hunk-context=0',
  '--word-diff=none',
];

/** Files whose patches are read; the others are only named. */
const MAX_FILES = 5_000;
/** The limit for all patches, in bytes. */
const MAX_BYTES = 16_000_000;
/** Path characters per command line. Windows allows 32,767 characters in total, and escaping adds some. */
const MAX_PATHS_LENGTH = 12_000;

/**
 * Reads the changes in the index (`staged`) or in the working tree. First lists the changed files, then reads only the
 * patches of those that may be sent. Rejects if git fails.
 */
export async function readChanges(
  root: string,
  staged: boolean,
  { run, clock, isBlocked }: ReadChangesDependencies,
  signal: AbortSignal,
): Promise<SendableChanges> {
  const diff = ['diff', ...(staged ? ['--cached'] : []), ...FORMAT];
  const listed = await run(root, [...diff, '--raw', '-z', '--abbrev=40', '--'], signal);
  const sendable: FileChange[] = [];
  const seen = new Set<string>();
  let blocked = 0;
  for await (const change of yieldWithPauses(readFileChanges(listed.text), clock, signal)) {
    // A file with conflicts is listed twice.
    const key = change.paths.join('\0');
    if (seen.has(key)) continue;
    seen.add(key);
    if (await isBlocked(change.paths)) blocked += 1;
    else sendable.push(change);
  }
  const texts = new Map<FileChange, string>();
  let bytesLeft = MAX_BYTES;
  for (const batch of batchesOf(sendable.slice(0, MAX_FILES))) {
    if (bytesLeft <= 0) break;
    const paths = batch.flatMap((change) => change.paths.map((path) => `:(top,literal)${path}`));
    const patch = await run(root, [...diff, ...PATCH, '--', ...paths], signal, bytesLeft);
    bytesLeft = patch.isCut ? 0 : bytesLeft - patch.text.length;
    await assignSections(patch.text, batch, texts, clock, signal);
  }
  const changes = sendable.map((change) => {
    const [first, second] = change.paths;
    const names = second === undefined ? { name: first } : { name: second, oldName: first };
    return { ...names, text: texts.get(change) ?? '' };
  });
  return { changes, blocked };
}

/** Assigns each section of a patch to its change. Sections without a change in the batch are ignored. */
async function assignSections(
  patch: string,
  batch: readonly FileChange[],
  texts: Map<FileChange, string>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const byHeader = new Map(
    batch.flatMap((change) => headersOf(change).map((header) => [header, change] as const)),
  );
  for await (const { header, text } of yieldWithPauses(filesOf(patch), clock, signal)) {
    const change = byHeader.get(header);
    if (!change) continue;
    const section = change.isSubmodule ? submoduleText(change, text) : text;
    // A file that was replaced by a link has two sections.
    texts.set(change, (texts.get(change) ?? '') + section);
  }
}

/** Splits changes into batches whose paths fit on a command line. */
function* batchesOf(changes: readonly FileChange[]): Generator<FileChange[]> {
  let batch: FileChange[] = [];
  let length = 0;
  for (const change of changes) {
    const added = change.paths.reduce((sum, path) => sum + path.length + 20, 0);
    if (batch.length > 0 && length + added > MAX_PATHS_LENGTH) {
      yield batch;
      batch = [];
      length = 0;
    }
    batch.push(change);
    length += added;
  }
  if (batch.length > 0) yield batch;
}
