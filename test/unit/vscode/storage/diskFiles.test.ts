import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ChatArchive } from '../../../../src/chat/archive/chatArchive.ts';
import { DiskFiles } from '../../../../src/vscode/storage/diskFiles.ts';
import { realClock } from '../../../support/fakeClock.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { answer, conversation, idOf, opened, question } from '../../../support/archiveDisk.ts';

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));

/** An archive on a real disk. */
function archiveIn(folder: string): ChatArchive {
  return new ChatArchive({
    files: new DiskFiles(folder),
    clock: realClock(),
    owner: { id: 'test', pid: process.pid, isAlive: () => false },
    yieldToEventLoop: () => setImmediate(),
    log: () => undefined,
    onError: (_, fault) => {
      throw fault;
    },
  });
}

/**
 * Starts a child process and kills it right after the line with this number. Resolves to its first line, that line,
 * and the time.
 */
async function killAfter(
  lines: number,
  what: 'files' | 'answer',
  folder: string,
): Promise<{ readonly first: number; readonly line: number; readonly at: number }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, what, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const received: number[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (received.push(Number(line)) < lines) continue;
    const at = Date.now();
    child.kill('SIGKILL');
    await exit;
    return { first: received[0]!, line: Number(line), at };
  }
  throw new Error('the child was not killed');
}

describe('DiskFiles', () => {
  const folder = temporaryFolder();

  it('creates, reads, moves, lists and removes files', async () => {
    const root = join(folder(), 'not', 'there');
    const files = new DiskFiles(root);
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
    it(`leaves files unchanged after ${code} and no temporary files`, async () => {
      const files = new DiskFiles(folder(), () =>
        Promise.reject(Object.assign(new Error(folder()), { code })),
      );
      writeFileSync(join(folder(), 'a'), 'old');
      const writing = files.writeAtomic('a', 'new');
      await assert.rejects(writing, { name: 'StorageError', kind, message: `${kind}: ${code}` });
      assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'old');
      assert.deepEqual(readdirSync(folder()), ['a']);
    });
  }

  it('leaves files unchanged if the new content cannot be created', async () => {
    const files = new DiskFiles(folder());
    writeFileSync(join(folder(), 'a'), 'old');
    async function* broken(): AsyncGenerator<string, void> {
      yield 'new';
      throw new TypeError('x');
    }
    await assert.rejects(files.writeAtomic('a', broken()), { kind: 'failed' });
    assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder()), ['a']);
  });

  it('reports a path that is not a folder', async () => {
    writeFileSync(join(folder(), 'file'), '');
    const files = new DiskFiles(join(folder(), 'file'));
    await assert.rejects(files.createExclusive('a', ''), { kind: 'failed' });
    await assert.rejects(files.writeAtomic('a', ''), { kind: 'failed' });
    mkdirSync(join(folder(), 'a'));
    await assert.rejects(new DiskFiles(folder()).read('a'), { message: 'failed: EISDIR' });
  });

  it('waits for a briefly locked file', async () => {
    const refusals = ['EPERM', 'EBUSY', 'EACCES'];
    const files = new DiskFiles(folder(), async (from, to) => {
      const code = refusals.pop();
      if (code !== undefined) throw Object.assign(new Error('busy'), { code });
      await rename(from, to);
    });
    await files.writeAtomic('a', 'new');
    assert.deepEqual(refusals, []);
    assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'new');
  });

  it('leaves either the old or the new content when the process is killed', async () => {
    const counts = [2, 5, 13, 34];
    await Promise.all(
      counts.map(async (count) => {
        const own = join(folder(), String(count));
        const { line } = await killAfter(count, 'files', own);
        const found = readFileSync(join(own, 'large.txt'), 'utf8').split('\n');
        const written = Number(found[0]!.split(' ')[0]);
        // The child may have continued briefly before it died.
        assert.ok(written >= line, `${written} after ${line}`);
        assert.equal(found.length, 21);
        assert.ok(found.slice(0, 20).every((text) => text.startsWith(`${written} .`)));
        assert.equal(found[20], `end ${written}`);
        // Its unfinished file is deleted at the next start.
        await archiveIn(own).purge();
        assert.deepEqual(readdirSync(own), ['large.txt']);
      }),
    );
  });
});

describe('ChatArchive in a killed extension host', () => {
  const folder = temporaryFolder();

  it('loses at most the last second of the answer', async () => {
    const counts = [20, 170, 290];
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
        // The whole answer: it had just started.
        if (last === undefined) return at - first;
        assert.ok(last.role === 'assistant' && last.state === 'interrupted');
        assert.equal(draft.text, 'draft');
        return at - Number(last.text.trim().split(' ').at(-1));
      }),
    );
    console.log(`      lost: ${lost.map((ms) => `${ms} ms`).join(', ')}`);
    assert.ok(Math.max(...lost) <= 1_000);
  });
});

function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

describe('ChatArchive with a chat of 5 MB', () => {
  const folder = temporaryFolder();
  const paragraph = 'Some words, `code` and "quotes" — à lire.\n'.repeat(250);
  const turns = Array.from({ length: 240 }, (_, pair) => [
    question(`q${pair}`),
    answer(`a${pair}`, { text: paragraph.repeat(2) }),
  ]).flat();

  /**
   * The longest time in which nothing else could run during a task, in milliseconds of this process's CPU time, so
   * that other processes do not count.
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

  it('opens, searches and saves it in slices', async () => {
    let time = 0;
    let pauses = 0;
    const open = (files: DiskFiles): ChatArchive =>
      new ChatArchive({
        files,
        // Each reading of this clock takes a millisecond, as a line may.
        clock: { ...realClock(), now: () => ++time },
        owner: { id: 'test', pid: process.pid, isAlive: () => false },
        yieldToEventLoop: async () => {
          pauses++;
          await setImmediate();
        },
        log: () => undefined,
        onError: () => undefined,
      });
    const chat = conversation(1, turns);
    const first = open(new DiskFiles(folder()));
    first.begin(chat);
    await first.save({ ...chat });
    assert.ok(pauses >= turns.length / 10, `${pauses} pauses to save`);
    await first.close(idOf(1));
    pauses = 0;
    await opened(open(new DiskFiles(folder())), 1);
    assert.ok(pauses >= turns.length / 10, `${pauses} pauses to open`);
    pauses = 0;
    await open(new DiskFiles(folder())).search('nowhere', new AbortController().signal);
    assert.ok(pauses >= turns.length / 10, `${pauses} pauses to search`);
  });

  it('does not block the host', async () => {
    const first = archiveIn(folder());
    first.begin(conversation(1, turns));
    const saving = await longestStretch(() => first.save(conversation(1, turns)));
    await first.close(idOf(1));
    const { size } = (await new DiskFiles(folder()).list(''))[0]!;
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
