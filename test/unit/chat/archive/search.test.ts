import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { SearchTexts } from '../../../../src/chat/archive/searchTexts.ts';
import { searchChats } from '../../../../src/chat/archive/searchChats.ts';
import { TimeSlice } from '../../../../src/base/yielding.ts';
import { answer, conversation, Disk, idOf, saved, question } from '../../../support/archiveDisk.ts';
import type { Window } from '../../../support/archiveDisk.ts';

const signal = new AbortController().signal;
const CHATS = 20;

/** A window with closed chats that contain `needle` and their number; nothing has been read yet. */
async function windowWithChats(): Promise<Window> {
  const disk = new Disk();
  const { archive } = disk.window();
  for (let number = 1; number <= CHATS; number++) {
    const turns = [question('q'), answer('a', { text: `needle ${number}` })];
    await saved(archive, conversation(number, turns));
  }
  await archive.closeAll();
  const window = disk.window();
  await window.archive.list();
  window.operations.length = 0;
  return window;
}

function readsOf({ operations }: Window): number {
  return operations.filter((each) => /^read .*\.jsonl$/.test(each)).length;
}

describe('searchChats', () => {
  it('reads each chat once for any number of queries', async () => {
    const window = await windowWithChats();
    for (const query of ['n', 'ne', 'need', 'needle', 'needle 7', 'elsewhere']) {
      await window.archive.search(query, signal);
    }
    assert.equal(readsOf(window), CHATS);
    const found = await window.archive.search('needle 17', signal);
    assert.deepEqual(
      found.map(({ id }) => id),
      [idOf(17)],
    );
  });

  it('reads only a changed chat again', async () => {
    const window = await windowWithChats();
    await window.archive.search('needle', signal);
    const other = window.disk.window();
    const found = await other.archive.open(idOf(3));
    assert.ok(!('reason' in found));
    const turns = [...found.conversation.turns, question('q2', 'haystack'), answer('a2')];
    await other.archive.save({ ...found.conversation, turns });
    window.operations.length = 0;
    const again = await window.archive.search('haystack', signal);
    assert.deepEqual(
      again.map(({ id }) => id),
      [idOf(3)],
    );
    // Once for its row in the list, once for its text.
    assert.equal(readsOf(window), 2);
  });

  it('stops reading when the query changes', async () => {
    const window = await windowWithChats();
    const searching = new AbortController();
    const first = window.archive.search('elsewhere', searching.signal);
    while (readsOf(window) < 3) await setImmediate();
    searching.abort();
    await first;
    assert.ok(readsOf(window) <= 4, `${readsOf(window)} chats read`);
  });

  it('drops deleted chats and respects its size limit', async () => {
    const window = await windowWithChats();
    const room = 10 * 'question qneedle 10'.length;
    const texts = new SearchTexts(window, room);
    const search = async (query: string) =>
      searchChats(
        query,
        await window.archive.list(),
        texts,
        new TimeSlice(window.clock, () => setImmediate()),
        signal,
      );
    assert.equal((await search('needle')).length, CHATS);
    assert.ok(texts.size <= room && texts.size > room / 2, `${texts.size} of ${room}`);
    window.operations.length = 0;
    assert.equal((await search('needle')).length, CHATS, 'found without room, too');
    assert.ok(readsOf(window) <= CHATS / 2, `${readsOf(window)} chats read again`);
    for (let number = 1; number <= CHATS; number++) await window.archive.remove(idOf(number));
    assert.deepEqual(await search('needle'), []);
    assert.equal(texts.size, 0);
  });
});
