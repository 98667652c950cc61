const ID = '[0-9a-f-]{36}_\\d+';
const COUNTS = new RegExp(`^(\\d{1,9})-(${ID})(?:\\.(${ID})\\.(\\d+))?\\.jsonl$`);
const RESET = /^reset-(\d{1,9})$/;
/** As atomic writing calls a file before it is in its place. */
const TEMPORARY = /\.(\d+)-\d+\.tmp$/;

/** A file of counts, by its name. Such a file never changes. */
export interface CountsFile {
  readonly name: string;
  /** How often everything had been reset when it was written. */
  readonly age: number;
  /** Unlike all others'. */
  readonly id: string;
  /** What it is being folded into, and by which process. */
  readonly claim?: { readonly into: string; readonly pid: number } | undefined;
}

/** The name of a file of counts. */
export function countsName(age: number, id: string, claim?: CountsFile['claim']): string {
  return claim ? `${age}-${id}.${claim.into}.${claim.pid}.jsonl` : `${age}-${id}.jsonl`;
}

/** The name of the empty file that says that files of earlier ages do not count any more. */
export function resetName(age: number): string {
  return `reset-${age}`;
}

/** What the names in the folder say. */
export interface Listing {
  /** How often everything has been reset. */
  readonly age: number;
  /** The files that count. */
  readonly counted: readonly CountsFile[];
  /** Files of whose content nothing is missing elsewhere. */
  readonly spent: readonly string[];
  /** Files that are being written, or were when their process died, and its number. */
  readonly temporary: readonly { readonly name: string; readonly pid: number }[];
}

/** Understands the names in the folder. Files that are none of ours are in no list. */
export function readNames(names: readonly string[]): Listing {
  const resets = names.flatMap((name) => numberIn(RESET, name) ?? []);
  const age = Math.max(0, ...resets);
  const files = names.flatMap((name) => readName(name) ?? []);
  const ids = new Set(files.map(({ id }) => id));
  const isCounted = ({ age: own, claim }: CountsFile) =>
    own >= age && !(claim && ids.has(claim.into));
  return {
    age,
    counted: files.filter(isCounted),
    spent: [
      ...files.filter((file) => !isCounted(file)).map(({ name }) => name),
      ...resets.filter((reset) => reset < age).map(resetName),
    ],
    temporary: names.flatMap((name) => {
      const pid = numberIn(TEMPORARY, name);
      return pid === undefined ? [] : { name, pid };
    }),
  };
}

function readName(name: string): CountsFile | undefined {
  const [, age, id, into, pid] = COUNTS.exec(name) ?? [];
  if (age === undefined || id === undefined) return undefined;
  const claim = into === undefined ? undefined : { into, pid: Number(pid) };
  return { name, age: Number(age), id, claim };
}

function numberIn(pattern: RegExp, name: string): number | undefined {
  const digits = pattern.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
