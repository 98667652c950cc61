const ID = '[0-9a-f-]{36}_\\d+';
const COUNTS = new RegExp(`^(\\d{1,9})-(${ID})(?:\\.(${ID})\\.(\\d+))?\\.jsonl$`);
const RESET = /^reset-(\d{1,9})$/;
/** The name of a temporary file of an atomic write. */
const TEMPORARY = /\.(\d+)-\d+\.tmp$/;

/** A usage file, as its name describes it. The content of such a file never changes. */
export interface CountsFile {
  readonly name: string;
  /** The epoch in which it was written: the number of resets before. */
  readonly epoch: number;
  /** A unique ID. */
  readonly id: string;
  /** The ID of the file that it is merged into, and the merging process. */
  readonly claim?: { readonly into: string; readonly pid: number } | undefined;
}

/** The name of a usage file. */
export function countsName(epoch: number, id: string, claim?: CountsFile['claim']): string {
  return claim ? `${epoch}-${id}.${claim.into}.${claim.pid}.jsonl` : `${epoch}-${id}.jsonl`;
}

/** The name of the empty file that invalidates files of earlier epochs. */
export function resetName(epoch: number): string {
  return `reset-${epoch}`;
}

/** The files of the folder, sorted by state. */
export interface UsageFileList {
  /** The current epoch: the number of resets. */
  readonly epoch: number;
  /** The files that count. */
  readonly counted: readonly CountsFile[];
  /** Obsolete files, whose content was merged or reset. */
  readonly obsolete: readonly string[];
  /** Temporary files of atomic writes, and the writing process. */
  readonly temporary: readonly { readonly name: string; readonly pid: number }[];
}

/** Parses the file names of the folder. Unknown files are ignored. */
export function readNames(names: readonly string[]): UsageFileList {
  const resets = names.flatMap((name) => numberIn(RESET, name) ?? []);
  const epoch = Math.max(0, ...resets);
  const files = names.flatMap((name) => readName(name) ?? []);
  const ids = new Set(files.map(({ id }) => id));
  const isCounted = (file: CountsFile) =>
    file.epoch >= epoch && !(file.claim && ids.has(file.claim.into));
  return {
    epoch,
    counted: files.filter(isCounted),
    obsolete: [
      ...files.filter((file) => !isCounted(file)).map(({ name }) => name),
      ...resets.filter((reset) => reset < epoch).map(resetName),
    ],
    temporary: names.flatMap((name) => {
      const pid = numberIn(TEMPORARY, name);
      return pid === undefined ? [] : { name, pid };
    }),
  };
}

function readName(name: string): CountsFile | undefined {
  const [, epoch, id, into, pid] = COUNTS.exec(name) ?? [];
  if (epoch === undefined || id === undefined) return undefined;
  const claim = into === undefined ? undefined : { into, pid: Number(pid) };
  return { name, epoch: Number(epoch), id, claim };
}

function numberIn(pattern: RegExp, name: string): number | undefined {
  const digits = pattern.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
