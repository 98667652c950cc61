import type { UsageRow } from './metrics.ts';
import { decodeRows, encodeRows } from './usageFormat.ts';
import type { UsageFileContent } from './usageFormat.ts';
import { applyRetention } from './retention.ts';
import { countsName, readNames, resetName } from './usageFileNames.ts';
import type { CountsFile, UsageFileList } from './usageFileNames.ts';
import { mergeRows } from './totals.ts';

/** The ledger's folder as a port. Methods reject on failure; writing creates the folder if needed. */
export interface LedgerFiles {
  /** The bytes of a file; undefined if it doesn't exist. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Writes a file completely or, on failure or if the process dies, not at all. */
  writeAtomic(name: string, text: string): Promise<void>;
  /** Creates a file; resolves to false if it already exists. */
  createExclusive(name: string, text: string): Promise<boolean>;
  /** Renames a file atomically; resolves to false if it doesn't exist (any more). */
  move(from: string, to: string): Promise<boolean>;
  /** Deletes a file if it exists. */
  remove(name: string): Promise<void>;
  /** The files of a subfolder in any order; the empty name is the folder itself. */
  list(folder: string): Promise<readonly { readonly name: string }[]>;
}

/** This window as the owner of files. */
interface FileOwner {
  /** A random UUID, new for each start of the extension. */
  readonly id: string;
  /** The process ID of the extension host. */
  readonly pid: number;
  /** Whether a process of this machine is running. */
  isAlive(pid: number): boolean;
}

/** What {@link UsageStore} needs. */
export interface UsageStorePorts {
  readonly files: LedgerFiles;
  readonly owner: FileOwner;
  readonly log: (message: string) => void;
}

/** Maximum number of times the folder is listed while other windows change it. */
const MAX_ATTEMPTS = 20;

/**
 * The usage of all windows on disk. A file never changes. To add to a file, or to merge several into one, a
 * window claims the files by renaming (only one of two windows succeeds), writes their sum under the name in
 * the claims, and removes them. Claimed files count until the sum exists; then the sum replaces them. So every
 * request counts exactly once at any time, even if a process dies, and a window whose file is gone has nothing
 * to write again: another window merged it, or it was reset.
 */
export class UsageStore {
  readonly #ports: UsageStorePorts;
  /** Parsed contents by file ID. */
  #contents = new Map<string, UsageFileContent>();
  readonly #reported = new Set<string>();
  /** The ID of the file that this window adds to. */
  #own: string | undefined;
  #writes = 0;

  constructor(ports: UsageStorePorts) {
    this.#ports = ports;
  }

  /** The rows of all windows, by file. */
  async read(): Promise<readonly (readonly UsageRow[])[]> {
    return this.#rowsOf(await this.#readAll());
  }

  /** Writes rows to this window's file, or merged with all other files. Resolves to the rows of all files. */
  async add(
    rows: readonly UsageRow[],
    compact: boolean,
  ): Promise<readonly (readonly UsageRow[])[]> {
    const { files, owner } = this.#ports;
    const found = await this.#readAll();
    const id = `${owner.id}_${++this.#writes}`;
    const wanted = found.counted.filter(
      (file) => (compact || file.id === this.#own) && this.#isFree(file),
    );
    const claimed = await this.#claim(wanted, id);
    // Leftovers of an earlier merge would count again once the merged file is removed: delete them first.
    await this.#sweep(await this.#list());
    const all = [...claimed.flatMap((file) => this.#contents.get(file.id)?.rows ?? []), ...rows];
    const sum = compact ? applyRetention(all) : mergeRows(all);
    await files.writeAtomic(countsName(found.epoch, id), encodeRows(sum));
    // The rows are written now: no failure may be reported after this.
    this.#contents.set(id, { rows: sum, isWhole: true });
    this.#own = compact ? undefined : id;
    for (const { name } of claimed) await files.remove(name).catch(() => undefined);
    const isClaimed = new Set(claimed.map((file) => file.id));
    const others = found.counted.filter((file) => !isClaimed.has(file.id));
    return [...this.#rowsOf({ counted: others }), sum];
  }

  /** Deletes everything. Files of other windows stop counting too, including files being written. */
  async reset(): Promise<void> {
    const { epoch } = await this.#list();
    await this.#ports.files.createExclusive(resetName(epoch + 1), '');
    this.#own = undefined;
    this.#contents.clear();
    await this.#sweep(await this.#list());
  }

  /** Lists the folder until every file was read: other windows may merge files in the meantime. */
  async #readAll(): Promise<UsageFileList> {
    const unreadable = new Set<string>();
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const found = await this.#list();
      const isUnread = ({ id }: CountsFile) => !this.#contents.has(id) && !unreadable.has(id);
      const unread = found.counted.filter(isUnread);
      if (unread.length === 0) return this.#forgetOthers(found);
      for (const file of unread) {
        await this.#read(file).catch(() => {
          unreadable.add(file.id);
          this.#report(file, 'cannot be read now');
        });
      }
    }
    throw new Error('other windows keep changing the folder');
  }

  async #read(file: CountsFile): Promise<void> {
    const bytes = await this.#ports.files.read(file.name);
    if (!bytes) return;
    const content = decodeRows(new TextDecoder().decode(bytes));
    this.#contents.set(file.id, content);
    if (!content.isWhole)
      this.#report(file, 'is damaged or of a newer version, and stays as it is');
  }

  #report({ name, id }: CountsFile, what: string): void {
    if (this.#reported.has(id)) return;
    this.#reported.add(id);
    this.#ports.log(`usage: ${name} ${what}`);
  }

  #forgetOthers(found: UsageFileList): UsageFileList {
    const ids = new Set(found.counted.map(({ id }) => id));
    this.#contents = new Map([...this.#contents].filter(([id]) => ids.has(id)));
    return found;
  }

  /** Whether a file may be claimed: no other window is merging it, and all its rows are known. */
  #isFree({ id, claim }: CountsFile): boolean {
    const { owner } = this.#ports;
    if (this.#contents.get(id)?.isWhole !== true) return false;
    // Claims of this window without a result are left over from a failed write.
    return !claim || claim.into.startsWith(owner.id) || !owner.isAlive(claim.pid);
  }

  async #claim(wanted: readonly CountsFile[], into: string): Promise<CountsFile[]> {
    const { files, owner } = this.#ports;
    const claimed: CountsFile[] = [];
    for (const file of wanted) {
      const claim = { into, pid: owner.pid };
      const name = countsName(file.epoch, file.id, claim);
      if (await files.move(file.name, name)) claimed.push({ ...file, name, claim });
    }
    return claimed;
  }

  async #sweep({ obsolete, temporary }: UsageFileList): Promise<void> {
    const { files, owner } = this.#ports;
    const left = temporary.filter(({ pid }) => !owner.isAlive(pid)).map(({ name }) => name);
    for (const name of [...obsolete, ...left]) await files.remove(name);
  }

  async #list(): Promise<UsageFileList> {
    const names = await this.#ports.files.list('');
    return readNames(names.map(({ name }) => name));
  }

  #rowsOf({ counted }: Pick<UsageFileList, 'counted'>): readonly (readonly UsageRow[])[] {
    return counted.map(({ id }) => this.#contents.get(id)?.rows ?? []);
  }
}
