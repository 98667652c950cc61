import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Archive } from '../../../../src/chat/archive/archive.ts';
import { FolderFiles } from '../../../../src/vscode/storage/folderFiles.ts';
import { realClock } from '../../mistral/support.ts';
import { temporaryFolder } from '../../host/temporary.ts';
import { answer, conversation, idOf, opened, question } from './support.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/** An archive of real files. */
function archiveIn(folder: string): Archive {
  return new Archive({
    files: new FolderFiles(folder),
    clock: realClock(),
    holder: { id: 'test', pid: process.pid, isAlive: () => false },
    pause: () => setImmediate(),
    log: () => undefined,
    failed: (_, fault) => {
      throw fault;
    },
  });
}

/** Starts a child, kills it right after its line of this number, and gives its first line, that line and the moment. */
async function killAfter(
  lines: number,
  what: 'files' | 'answer',
  folder: string,
): Promise<{ readonly first: number; readonly line: number; readonly at: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, what, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const heard: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (heard.push(Number(line)) < lines) continue;
    const at = Date.now();
    child.kill('SIGKILL');
    await exit;
    return { first: heard[0]!, line: Number(line), at };
  }
  throw new Error('the child ended by itself');
}

describe('the files of the archive', () => {
  const folder = temporaryFolder();

  it('are made, read, moved, listed and removed', async () => {
    const root = join(folder(), 'not', 'there');
    const files = new FolderFiles(root);
    assert.deepEqual(await files.list(''), []);
    assert.equal(await files.read('a'), undefined);
    await files.remove('a');
    await files.move('a', 'deleted/a');
    assert.deepEqual(readdirSync(folder()), []);

    assert.equal(await files.createExclusive('a', 'one'), true);
    assert.equal(await files.createExclusive('a', 'two'), false);
    await files.writeAtomic('images/b', new Uint8Array([1, 2, 3]));
    assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'one');
    assert.deepEqual([...(await files.read('images/b'))!], [1, 2, 3]);
    assert.deepEqual([...(await files.read('images/b', 2))!], [1, 2]);
    assert.deepEqual([...(await files.read('images/b', 9))!], [1, 2, 3]);
    assert.deepEqual(
      (await files.list('')).map(({ name, size }) => [name, size]),
      [['a', 3]],
    );
    await files.move('a', 'deleted/a');
    await files.writeAtomic('a', 'three');
    await files.move('deleted/a', 'a');
    assert.equal(readFileSync(join(root, 'a'), 'utf8'), 'one');
    await files.remove('a');
    assert.deepEqual(await files.list(''), []);
  });

  for (const [code, kind] of [
    ['EROFS', 'readOnly'],
    ['ENOSPC', 'full'],
    ['EDQUOT', 'full'],
    ['EIO', 'failed'],
  ] as const) {
    it(`stay as they were after ${code}, and leave nothing behind`, async () => {
      const files = new FolderFiles(folder(), () =>
        Promise.reject(Object.assign(new Error(folder()), { code })),
      );
      writeFileSync(join(folder(), 'a'), 'old');
      const writing = files.writeAtomic('a', 'new');
      await assert.rejects(writing, { name: 'ArchiveFault', kind, message: `${kind}: ${code}` });
      assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'old');
      assert.deepEqual(readdirSync(folder()), ['a']);
    });
  }

  it('stay as they were when the new content cannot be made', async () => {
    const files = new FolderFiles(folder());
    writeFileSync(join(folder(), 'a'), 'old');
    async function* broken(): AsyncGenerator<string, void> {
      yield 'new';
      throw new TypeError('x');
    }
    await assert.rejects(files.writeAtomic('a', broken()), { kind: 'failed' });
    assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['a']);
  });

  it('tell of a folder that is none', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const files = new FolderFiles(join(folder(), 'file'));
    await assert.rejects(files.createExclusive('a', ''), { kind: 'failed' });
    await assert.rejects(files.writeAtomic('a', ''), { kind: 'failed' });
    mkdirSync(join(folder(), 'a'));
    await assert.rejects(new FolderFiles(folder()).read('a'), { message: 'failed: EISDIR' });
  });

  it('wait for whoever holds a file for a moment', async () => {
    const refusals = ['EPERM', 'EBUSY', 'EACCES'];
    const files = new FolderFiles(folder(), async (from, to) => {
      const code = refusals.pop();
      if (code !== undefined) throw Object.assign(new Error('busy'), { code });
      await rename(from, to);
    });
    await files.writeAtomic('a', 'new');
    assert.deepEqual(refusals, []);
    assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'new');
  });

  it('are old or new, never in between, when their process is killed', async () => {
    const counts = [2, 3, 5, 8, 13, 21, 34, 55];
    await Promise.all(
      counts.map(async (count) => {
        const own = join(folder(), String(count));
        const { line } = await killAfter(count, 'files', own);
        const found = readFileSync(join(own, 'large.txt'), 'utf8').split('\n');
        const written = Number(found[0]!.split(' ')[0]);
        // The child may have got on a little before it died.
        assert.ok(written >= line, `${written} after ${line}`);
        assert.equal(found.length, 21);
        assert.ok(found.slice(0, 20).every((text) => text.startsWith(`${written} .`)));
        assert.equal(found[20], `end ${written}`);
        // What it was writing goes with the next start.
        await archiveIn(own).purge();
        assert.deepEqual(readdirSync(own), ['large.txt']);
      }),
    );
  }).timeout(60_000);
});

describe('a host that is killed in mid-stream', () => {
  const folder = temporaryFolder();

  it('loses at most the last second of the answer', async () => {
    const counts = [20, 90, 170, 230, 290, 350];
    const lost = await Promise.all(
      counts.map(async (count) => {
        const own = join(folder(), String(count));
        const { first, at } = await killAfter(count, 'answer', own);
        const { conversation: found, draft } = await opened(archiveIn(own), 1);
        assert.deepEqual(
          found.turns.slice(0, 3).map(({ id }) => id),
          ['q0', 'a0', 'q1'],
        );
        const last = found.turns[3];
        // All of it: the answer had just begun.
        if (last === undefined) return at - first;
        assert.ok(last.role === 'assistant' && last.state === 'interrupted');
        assert.equal(draft.text, 'draft');
        return at - Number(last.text.trim().split(' ').at(-1));
      }),
    );
    console.log(`      lost: ${lost.map((ms) => `${ms} ms`).join(', ')}`);
    assert.ok(Math.max(...lost) <= 1_000);
  }).timeout(60_000);
});

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

describe('a chat of 5 MB', () => {
  const folder = temporaryFolder();
  const paragraph = 'Some words, `code` and "quotes" — à lire.\n'.repeat(250);
  const turns = Array.from({ length: 240 }, (_, pair) => [
    question(`q${pair}`),
    answer(`a${pair}`, { text: paragraph.repeat(2) }),
  ]).flat();

  /**
   * The longest time for which nothing else could run during a task, in milliseconds of this process: those of
   * other processes, which may keep the machine busy, do not count.
   */
  async function longestStretch(task: () => Promise<unknown>): Promise<number> {
    let longest = 0;
    let last = cpuTime();
    const isOver = new AbortController();
    const probe = (async () => {
      while (!isOver.signal.aborted) {
        await setImmediate();
        const now = cpuTime();
        longest = Math.max(longest, now - last);
        last = now;
      }
    })();
    await task();
    isOver.abort();
    await probe;
    return longest;
  }

  it('is opened, searched and saved in slices', async () => {
    let time = 0;
    let pauses = 0;
    const open = (files: FolderFiles): Archive =>
      new Archive({
        files,
        // Every look at this clock takes a millisecond, as a line may.
        clock: { ...realClock(), now: () => ++time },
        holder: { id: 'test', pid: process.pid, isAlive: () => false },
        pause: async () => {
          pauses++;
          await setImmediate();
        },
        log: () => undefined,
        failed: () => undefined,
      });
    const chat = conversation(1, turns);
    const first = open(new FolderFiles(folder()));
    first.begin(chat);
    await first.save({ ...chat });
    assert.ok(pauses >= turns.length / 10, `${pauses} pauses to save`);
    await first.close(idOf(1));
    pauses = 0;
    await opened(open(new FolderFiles(folder())), 1);
    assert.ok(pauses >= turns.length / 10, `${pauses} pauses to open`);
    pauses = 0;
    await open(new FolderFiles(folder())).search('nowhere', new AbortController().signal);
    assert.ok(pauses >= turns.length / 10, `${pauses} pauses to search`);
  });

  it('does not stop the host', async () => {
    const first = archiveIn(folder());
    first.begin(conversation(1, turns));
    const saving = await longestStretch(() => first.save(conversation(1, turns)));
    await first.close(idOf(1));
    const { size } = (await new FolderFiles(folder()).list(''))[0]!;
    assert.ok(size > 5_000_000, `${size} bytes`);

    const archive = archiveIn(folder());
    const started = cpuTime();
    const opening = await longestStretch(() => archive.open(idOf(1)));
    const total = cpuTime() - started;
    const { conversation: found } = await opened(archive, 1);
    assert.deepEqual(found.turns, turns);
    const more = [...found.turns, question('last')];
    const again = await longestStretch(() => archive.save({ ...found, turns: more }));
    const { signal } = new AbortController();
    const searching = await longestStretch(() => archive.search('nowhere', signal));
    const ms = (time: number): string => `${time.toFixed(1)} ms`;
    console.log(
      `      ${(size / 1e6).toFixed(1)} MB opened in ${ms(total)}; longest stretch: open ${ms(opening)},`,
      `first save ${ms(saving)}, save ${ms(again)}, search ${ms(searching)}`,
    );
  });
});
