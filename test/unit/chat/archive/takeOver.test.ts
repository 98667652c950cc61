import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ChatArchive } from '../../../../src/chat/archive/chatArchive.ts';
import { toStorageError } from '../../../../src/chat/archive/storageError.ts';
import type { AtomicFiles } from '../../../../src/chat/archive/atomicFiles.ts';
import type { Conversation, Draft } from '../../../../src/chat/session/conversation.ts';
import { DiskFiles } from '../../../../src/vscode/storage/diskFiles.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import {
  answer,
  conversation,
  Disk,
  idOf,
  saved,
  Killed,
  question,
} from '../../../support/archiveDisk.ts';

const ID = idOf(1);
const CLOCK_SKEW = 3_600_000;
/** `PROPERTY_RUNS` multiplies the number of runs. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? '1');

/** A generator of numbers from 0 to 1, determined by the seed. */
function randomFrom(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** Runs one of the waiting file operations at a time, chosen at random. */
class Turns {
  readonly #random: () => number;
  #waiting: { readonly window: string; readonly go: () => void }[] = [];
  #slow = '';

  constructor(random: () => number) {
    this.#random = random;
  }

  next(window: string): Promise<void> {
    return new Promise((go) => this.#waiting.push({ window, go }));
  }

  /** Runs until the task has ended. */
  async until(task: Promise<unknown>): Promise<void> {
    const end = { isReached: false };
    const finished = task.finally(() => (end.isReached = true));
    finished.catch(() => undefined);
    while (!end.isReached) {
      await setImmediate();
      // Sometimes the disk of one window is slow, so that others do several operations between two of its steps.
      if (this.#random() < 0.1) this.#slow = this.#waiting[0]?.window ?? '';
      if (this.#random() < 0.1) this.#slow = '';
      const fast = this.#waiting.filter(({ window }) => window !== this.#slow);
      const from = fast.length > 0 ? fast : this.#waiting;
      const chosen = from[Math.floor(this.#random() * from.length)];
      this.#waiting = this.#waiting.filter((each) => each !== chosen);
      chosen?.go();
    }
    await finished;
  }
}

/** One of the two windows: its archive, and a way to kill it. */
interface Side {
  readonly archive: ChatArchive;
  readonly kill: () => void;
}

/** What the windows together were promised. */
interface Promised {
  readonly turns: Set<string>;
  draft: string;
  /** Drafts whose writing was not reported, since the last one that was. */
  readonly drafts: Set<string>;
  /** The number of windows that may have deleted the chat and have not reported a failure. */
  deletions: number;
  /** The number of deletions started so far. */
  allDeletions: number;
}

/** Simulates a window: it writes when it may, and takes the chat over when it may not. */
async function live(
  make: () => Side,
  promised: Promised,
  random: () => number,
  name: string,
): Promise<void> {
  let side = make();
  let chat: Conversation | undefined;
  let count = 0;
  for (let step = 0; step < 8; step++) {
    const { archive } = side;
    const choice = random();
    try {
      if (!chat) {
        const before = [...promised.turns];
        const { deletions, allDeletions } = promised;
        const found = await (random() < 0.5 ? archive.takeOver(ID) : archive.open(ID));
        if ('reason' in found) {
          const mayBeGone = deletions > 0 || promised.allDeletions > allDeletions;
          assert.ok(mayBeGone, `${name} finds the chat ${found.reason}`);
          continue;
        }
        // A chat that is open read-only may contain what this window could not write.
        if (found.isReadOnly) continue;
        const ids = found.conversation.turns.map(({ id }) => id);
        for (const id of before)
          assert.ok(ids.includes(id), `${name} misses ${id} of ${ids.join()}`);
        chat = found.conversation;
      } else if (choice < 0.6) {
        const id = `${name}${++count}`;
        chat = { ...chat, turns: [...chat.turns, question(`q${id}`), answer(`a${id}`)] };
        await archive.save(chat);
        promised.turns.add(`q${id}`).add(`a${id}`);
      } else if (choice < 0.85) {
        const text = `${name} draft ${++count}`;
        promised.drafts.add(text);
        archive.saveDraft(ID, { draft: { text, attachments: [] } satisfies Draft });
        await archive.flush(ID);
        promised.draft = text;
        promised.drafts.clear();
      } else if (choice < 0.9) {
        await archive.close(ID);
        chat = undefined;
      } else if (choice < 0.96) {
        chat = undefined;
        promised.deletions += 1;
        promised.allDeletions += 1;
        await archive.remove(ID).catch((error: unknown) => {
          if (toStorageError(error).kind === 'taken') promised.deletions -= 1;
          throw error;
        });
        if (random() < 0.3) await archive.purge();
        await archive.restore(ID);
        promised.deletions -= 1;
      } else {
        side.kill();
        side = make();
        chat = undefined;
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      chat = undefined;
      if (error instanceof Killed) side = make();
      else assert.ok(['taken', 'failed'].includes(toStorageError(error).kind), String(error));
    }
  }
  side.kill();
}

/** The number of runs that lose something promised, and what the first of them lost. */
async function losses(
  runs: number,
  begin: (turns: Turns) => Promise<{
    readonly make: (name: string) => Side;
    readonly found: () => Promise<
      { readonly ids: readonly string[]; readonly draft: string } | undefined
    >;
  }>,
): Promise<string[]> {
  const lost: string[] = [];
  for (let seed = 0; seed < runs; seed++) {
    const random = randomFrom(seed);
    const turns = new Turns(random);
    const { make, found } = await begin(turns);
    const promised: Promised = {
      turns: new Set(['q', 'a']),
      draft: '',
      drafts: new Set(),
      deletions: 0,
      allDeletions: 0,
    };
    const lives = ['A', 'B'].map((name) => live(() => make(name), promised, random, name));
    try {
      await turns.until(Promise.all(lives));
      const last = await found();
      if (!last) assert.ok(promised.deletions > 0, 'the chat is missing');
      if (!last) continue;
      const { ids, draft } = last;
      for (const id of promised.turns) assert.ok(ids.includes(id), `${id} is not in ${ids.join()}`);
      assert.ok(
        draft.includes(promised.draft) || promised.drafts.has(draft),
        `the draft is ${draft}, not ${promised.draft}`,
      );
    } catch (error) {
      if (!(error instanceof assert.AssertionError)) throw error;
      lost.push(`run ${seed}: ${error.message}`);
    }
  }
  return lost;
}

describe('ChatArchive take-over between two windows', () => {
  it('loses no turn or draft reported as saved, in memory', async () => {
    const lost = await losses(1_000 * RUNS, async (turns) => {
      const disk = new Disk();
      const first = disk.window();
      await saved(first.archive, conversation(1, [question('q'), answer('a')]));
      await first.archive.closeAll();
      let windows = 0;
      const make = (name: string): Side => {
        const clock = new FakeClock();
        // The windows' clocks differ, and one may be set back.
        clock.jump(name === 'A' ? CLOCK_SKEW : -CLOCK_SKEW * ++windows);
        const window = disk.window(clock);
        window.turn = () => turns.next(name);
        return {
          archive: window.archive,
          kill: () => {
            window.kill();
          },
        };
      };
      return { make, found: () => foundIn(disk.window().archive) };
    });
    assert.deepEqual(lost.slice(0, 3), [], `${lost.length} runs`);
  }).timeout(300_000);

  it('loses no turn or draft reported as saved, on a real disk', async () => {
    const root = await mkdtemp(join(tmpdir(), 'codestral-two-'));
    let runs = 0;
    try {
      const lost = await losses(30 * RUNS, async (turns) => {
        const folder = join(root, String(++runs));
        const alive = new Set<number>();
        let pids = 1_000_000;
        const open = (name: string, files: (pid: number) => AtomicFiles): Side => {
          const pid = ++pids;
          alive.add(pid);
          return {
            archive: archiveIn(files(pid), pid, `${name} ${pid}`, alive),
            kill: () => alive.delete(pid),
          };
        };
        const { archive } = open('first', () => new DiskFiles(folder));
        await saved(archive, conversation(1, [question('q'), answer('a')]));
        await archive.closeAll();
        return {
          make: (name) =>
            open(name, (pid) => gated(new DiskFiles(folder), turns, name, () => alive.has(pid))),
          found: () => foundIn(open('last', () => new DiskFiles(folder)).archive),
        };
      });
      assert.deepEqual(lost.slice(0, 3), [], `${lost.length} runs`);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  }).timeout(300_000);
});

async function foundIn(
  archive: ChatArchive,
): Promise<{ ids: string[]; draft: string } | undefined> {
  await archive.purge();
  const found = await archive.open(ID);
  if ('reason' in found) return undefined;
  return { ids: found.conversation.turns.map(({ id }) => id), draft: found.draft.text };
}

function archiveIn(
  files: AtomicFiles,
  pid: number,
  id: string,
  alive: ReadonlySet<number>,
): ChatArchive {
  return new ChatArchive({
    files,
    clock: new FakeClock(),
    owner: { id, pid, isAlive: (other) => alive.has(other) },
    yieldToEventLoop: () => setImmediate(),
    log: () => undefined,
    onError: () => undefined,
  });
}

/** Files whose operations wait for their turn and do nothing once their process is dead. */
function gated(files: DiskFiles, turns: Turns, name: string, isAlive: () => boolean): AtomicFiles {
  const turn = async (): Promise<void> => {
    await turns.next(name);
    if (!isAlive()) throw new Killed();
  };
  return new Proxy<AtomicFiles>(files, {
    get: (_, property: keyof AtomicFiles) => {
      if (property === 'writeAtomic') {
        return async (
          ...[file, content, durability, check]: Parameters<typeof files.writeAtomic>
        ) => {
          await turn();
          const gate = async (): Promise<void> => {
            await turn();
            await check?.();
            await turn();
          };
          await files.writeAtomic(file, content, durability, gate);
        };
      }
      return async (...args: never[]) => {
        await turn();
        return (files[property] as (...all: never[]) => unknown)(...args);
      };
    },
  });
}
