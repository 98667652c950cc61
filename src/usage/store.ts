import type { UsageRow } from './figures.ts';
import { readText, textOf } from './format.ts';
import type { Content } from './format.ts';
import { kept } from './kept.ts';
import { countsName, readNames, resetName } from './names.ts';
import type { CountsFile, Listing } from './names.ts';
import { merged } from './totals.ts';

/** The ledger's folder as a port. All of it rejects when it fails; the folder comes into being when it is needed. */
export interface LedgerFiles {
  /** The bytes of a file; undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** After this the file is there, whole; when it fails, or the process dies within, it is not. */
  writeAtomic(name: string, text: string): Promise<void>;
  /** False, and nothing is written, where the file is there already. */
  createExclusive(name: string, text: string): Promise<boolean>;
  /** Renames a file in one step; false where there is none, or another was quicker. */
  move(from: string, to: string): Promise<boolean>;
  /** Removes a file, if there is one. */
  remove(name: string): Promise<void>;
  /** The files of a folder in it in any order; the empty name is the folder itself. */
  list(folder: string): Promise<readonly { readonly name: string }[]>;
}

/** Who counts: this window. */
export interface Holder {
  /** A random UUID, another one for each start of the extension. */
  readonly id: string;
  /** The process of its extension host. */
  readonly pid: number;
  /** Whether a process of this machine is running. */
  isAlive(pid: number): boolean;
}

/** What the store is built from. */
export interface StorePorts {
  readonly files: LedgerFiles;
  readonly holder: Holder;
  readonly log: (message: string) => void;
}

/** So often the folder is looked at anew while other windows change it. */
const PATIENCE = 20;

/**
 * The counts of all windows on disk. A file of counts never changes. To add to one, or to make one of several, a
 * window claims them by renaming (of two windows one is quicker), writes their sum under the name that the claims
 * tell, and removes them. Until that sum is there they count; from then on it counts in their place. So at each
 * moment every count is there exactly once, whoever dies, and a window whose file is gone has nothing to write
 * again: another one has it, or it was reset.
 */
export class Store {
  readonly #ports: StorePorts;
  /** By ids of files. */
  #contents = new Map<string, Content>();
  readonly #told = new Set<string>();
  /** The file that this window adds to. */
  #own: string | undefined;
  #writes = 0;

  constructor(ports: StorePorts) {
    this.#ports = ports;
  }

  /** What all windows have counted, file by file. */
  async read(): Promise<readonly (readonly UsageRow[])[]> {
    return this.#rowsOf(await this.#look());
  }

  /** Writes rows: into this window's own file, or folded together with all others. Resolves as {@link read}. */
  async add(
    rows: readonly UsageRow[],
    isFolding: boolean,
  ): Promise<readonly (readonly UsageRow[])[]> {
    const { files, holder } = this.#ports;
    const found = await this.#look();
    const id = `${holder.id}_${++this.#writes}`;
    const wanted = found.counted.filter(
      (file) => (isFolding || file.id === this.#own) && this.#isFree(file),
    );
    const claimed = await this.#claim(wanted, id);
    // What an earlier fold has left counts again once the file is gone that has it: it goes first.
    await this.#sweep(await this.#list());
    const all = [...claimed.flatMap((file) => this.#contents.get(file.id)?.rows ?? []), ...rows];
    const sum = isFolding ? kept(all) : merged(all);
    await files.writeAtomic(countsName(found.age, id), textOf(sum));
    // From here on it is written: nothing may fail any more.
    this.#contents.set(id, { rows: sum, isWhole: true });
    this.#own = isFolding ? undefined : id;
    for (const { name } of claimed) await files.remove(name).catch(() => undefined);
    const isClaimed = new Set(claimed.map((file) => file.id));
    const others = found.counted.filter((file) => !isClaimed.has(file.id));
    return [...this.#rowsOf({ counted: others }), sum];
  }

  /** Forgets everything. Other windows' files do not count from here on, even those that they write just now. */
  async reset(): Promise<void> {
    const { age } = await this.#list();
    await this.#ports.files.createExclusive(resetName(age + 1), '');
    this.#own = undefined;
    this.#contents.clear();
    await this.#sweep(await this.#list());
  }

  /** Lists the folder until every file that counts was read: meanwhile others may be folded. */
  async #look(): Promise<Listing> {
    const unreadable = new Set<string>();
    for (let look = 0; look < PATIENCE; look += 1) {
      const found = await this.#list();
      const isUnread = ({ id }: CountsFile) => !this.#contents.has(id) && !unreadable.has(id);
      const unread = found.counted.filter(isUnread);
      if (unread.length === 0) return this.#forgetOthers(found);
      for (const file of unread) {
        await this.#read(file).catch(() => {
          unreadable.add(file.id);
          this.#tell(file, 'cannot be read now');
        });
      }
    }
    throw new Error('the folder does not come to rest');
  }

  async #read(file: CountsFile): Promise<void> {
    const bytes = await this.#ports.files.read(file.name);
    if (!bytes) return;
    const content = readText(new TextDecoder().decode(bytes));
    this.#contents.set(file.id, content);
    if (!content.isWhole) this.#tell(file, 'is damaged or of a newer version, and stays as it is');
  }

  #tell({ name, id }: CountsFile, what: string): void {
    if (this.#told.has(id)) return;
    this.#told.add(id);
    this.#ports.log(`usage: ${name} ${what}`);
  }

  #forgetOthers(found: Listing): Listing {
    const ids = new Set(found.counted.map(({ id }) => id));
    this.#contents = new Map([...this.#contents].filter(([id]) => ids.has(id)));
    return found;
  }

  /** Whether a file may be claimed: nobody else is about to fold it, and nothing of it would be lost. */
  #isFree({ id, claim }: CountsFile): boolean {
    const { holder } = this.#ports;
    if (this.#contents.get(id)?.isWhole !== true) return false;
    // Claims of our own that lead nowhere are left from a write that failed.
    return !claim || claim.into.startsWith(holder.id) || !holder.isAlive(claim.pid);
  }

  async #claim(wanted: readonly CountsFile[], into: string): Promise<CountsFile[]> {
    const { files, holder } = this.#ports;
    const claimed: CountsFile[] = [];
    for (const file of wanted) {
      const claim = { into, pid: holder.pid };
      const name = countsName(file.age, file.id, claim);
      if (await files.move(file.name, name)) claimed.push({ ...file, name, claim });
    }
    return claimed;
  }

  async #sweep({ spent, temporary }: Listing): Promise<void> {
    const { files, holder } = this.#ports;
    const left = temporary.filter(({ pid }) => !holder.isAlive(pid)).map(({ name }) => name);
    for (const name of [...spent, ...left]) await files.remove(name);
  }

  async #list(): Promise<Listing> {
    const names = await this.#ports.files.list('');
    return readNames(names.map(({ name }) => name));
  }

  #rowsOf({ counted }: Pick<Listing, 'counted'>): readonly (readonly UsageRow[])[] {
    return counted.map(({ id }) => this.#contents.get(id)?.rows ?? []);
  }
}
