import assert from 'node:assert/strict';
import { conversation, Disk, idOf, saved, answer, question } from '../../../support/archiveDisk.ts';
import type { Window } from '../../../support/archiveDisk.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

/** A disk with this number of closed chats, each with an image. */
async function diskWith(chats: number): Promise<Disk> {
  const disk = new Disk();
  const { archive } = disk.window();
  for (const number of numbers(chats)) {
    await saved(archive, conversation(number, [question('q'), answer('a')]));
    const file = await archive.putImage(idOf(number), new Uint8Array([1]), 'image/png');
    const image = { kind: 'image', id: 'i', label: 'x', mediaType: 'image/png', bytes: 1 } as const;
    const asked = { ...question('q'), attachments: [{ ...image, file }] };
    await archive.save(conversation(number, [asked, answer('a')]));
  }
  await archive.closeAll();
  return disk;
}

/** The number of file operations of a task with this number of chats. */
async function operationsOf(
  chats: number,
  task: (window: Window, disk: Disk) => Promise<unknown>,
): Promise<string[]> {
  const disk = await diskWith(chats);
  const window = disk.window();
  await window.archive.list();
  window.operations.length = 0;
  await task(window, disk);
  return window.operations;
}

async function removeAll({ archive }: Window): Promise<string[]> {
  const ids = await archive.ids();
  for (const id of ids) await archive.remove(id);
  return ids;
}

describe('ChatArchive with many chats', () => {
  const tasks: Readonly<Record<string, (window: Window, disk: Disk) => Promise<unknown>>> = {
    'deletes all': removeAll,
    'brings all back': async (window) => {
      for (const id of await removeAll(window)) await window.archive.restore(id);
    },
    lists: ({ archive }) => archive.list(),
    searches: ({ archive }) => archive.search('nowhere', new AbortController().signal),
    'opens one and closes it': async ({ archive }) => {
      await archive.open(idOf(1));
      await archive.close(idOf(1));
    },
    'clears deleted ones away': async (window, disk) => {
      const before = disk.window();
      await removeAll(before);
      before.kill();
      await window.archive.purge();
    },
  };
  for (const [name, task] of Object.entries(tasks)) {
    it(`${name} with a linear number of file operations`, async () => {
      const [few, many] = [await operationsOf(20, task), await operationsOf(40, task)];
      assert.ok(many.length <= 2 * few.length, `${few.length}, then ${many.length} operations`);
      // Each listing takes longer with more chats.
      const listings = (operations: readonly string[]): number =>
        operations.filter((each) => /^(list|names) (?!staging)/.test(each)).length;
      assert.equal(listings(many), listings(few));
    });
  }

  it('continues a purge wherever the previous one was interrupted', async () => {
    const disk = await diskWith(4);
    const before = disk.window();
    for (const number of [1, 2]) await before.archive.remove(idOf(number));
    before.kill();
    const state = new Map(disk.files);
    for (let operations = 0, isOver = false; !isOver; operations++) {
      disk.files.clear();
      for (const [name, file] of state) disk.files.set(name, file);
      const window = disk.window();
      window.operationsLeft = operations;
      isOver = await window.archive.purge().then(
        () => true,
        () => false,
      );
      window.kill();
      await disk.window().archive.purge();
      const left = disk.names().filter((name) => name !== 'index.json');
      const kept = [3, 4].map(idOf);
      assert.deepEqual(
        left,
        [...kept.map((id) => `${id}.jsonl`), ...kept.map((id) => `images/${id}-0.png`)].sort(),
        `${operations} operations`,
      );
    }
  });
});
