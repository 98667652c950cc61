import assert from 'node:assert/strict';
import {
  answer,
  conversation,
  idOf,
  saved,
  opened,
  question,
  Disk,
} from '../../../support/archiveDisk.ts';

const FILE = `${idOf(1)}.jsonl`;
const LIVE = `${idOf(1)}.live.json`;
const turns = [question('q1'), answer('a1'), question('q2'), answer('a2')];

/** A disk with one closed chat. */
async function diskWithChat(): Promise<Disk> {
  const disk = new Disk();
  const { archive } = disk.window();
  await saved(archive, conversation(1, turns));
  await archive.close(idOf(1));
  return disk;
}

async function idsAfter(disk: Disk): Promise<string[]> {
  const found = await opened(disk.window().archive, 1);
  assert.equal(found.isRecovered, true);
  return found.conversation.turns.map(({ id }) => id);
}

describe('ChatArchive: a damaged chat', () => {
  it('keeps every complete turn, wherever its file is truncated', async () => {
    const whole = new TextEncoder().encode((await diskWithChat()).text(FILE));
    for (let length = 1; length < whole.length - 1; length++) {
      const disk = new Disk();
      const cut = whole.subarray(0, length);
      disk.put(FILE, cut);
      const window = disk.window();
      const found = await window.archive.open(idOf(1));
      const ends = [...whole.keys()].filter((index) => whole[index] === 10);
      // A line that only lacks its line end is complete.
      const complete = ends.filter((end) => end <= length).length - 1;
      const copy = disk.files.get(disk.names('damaged')[0]!);
      assert.deepEqual(copy?.bytes, cut, `cut at ${length}`);
      if (complete <= -1) {
        assert.deepEqual(found, { reason: 'damaged' });
        assert.deepEqual(disk.names().length, 1);
        continue;
      }
      assert.ok('conversation' in found && found.isRecovered, `cut at ${length}`);
      assert.deepEqual(found.conversation.turns, turns.slice(0, complete));
      // It is repaired and reported once.
      await window.archive.closeAll();
      if (complete === 0) continue;
      assert.equal((await opened(disk.window().archive, 1)).isRecovered, false);
      assert.equal(disk.names('damaged').length, 1);
    }
  });

  it('loses only the question and answer of an unreadable line', async () => {
    for (const [line, kept] of [
      [1, ['q2', 'a2']],
      [2, ['q2', 'a2']],
      [3, ['q1', 'a1']],
      [4, ['q1', 'a1', 'q2']],
    ] as const) {
      for (const bad of ['', 'x', '{}', '[]', 'null', '{"role":"user","id":"q"}', '\ufffd']) {
        const disk = await diskWithChat();
        const lines = disk.text(FILE).split('\n');
        disk.put(FILE, lines.with(line, bad).join('\n'));
        assert.deepEqual(await idsAfter(disk), kept, `line ${line}: ${bad}`);
      }
    }
  });

  it('gets a new header derived from its turns', async () => {
    const disk = await diskWithChat();
    const lines = disk.text(FILE).split('\n');
    disk.put(FILE, lines.with(0, '{"format":"codestral-chat","version":1}').join('\n'));
    assert.equal((await disk.window().archive.list()).length, 1);
    assert.deepEqual(await idsAfter(disk), ['q1', 'a1', 'q2', 'a2']);
    const { conversation: found } = await opened(disk.window().archive, 1);
    assert.deepEqual([found.id, found.title, found.createdAt], [idOf(1), 'question q1', 1_000]);
  });

  it('is quarantined, never deleted, if nothing is readable', async () => {
    for (const bytes of [[], [10], [0, 0, 0, 0], [0xff, 0xfe, 10, 0xc0]]) {
      const disk = new Disk();
      disk.put(FILE, Uint8Array.from(bytes));
      const { archive } = disk.window();
      assert.equal((await archive.list()).length, 1);
      assert.deepEqual(await archive.open(idOf(1)), { reason: 'damaged' });
      assert.deepEqual(await archive.list(), []);
      await archive.purge();
      assert.deepEqual(disk.names('damaged').length, 1);
      assert.deepEqual(await archive.open(idOf(1)), { reason: 'missing' });
    }
  });

  it('keeps its draft without turns and its turns without a draft', async () => {
    const disk = await diskWithChat();
    const { archive } = disk.window();
    await archive.open(idOf(1));
    archive.saveDraft(idOf(1), { draft: { text: 'an hour of writing', attachments: [] } });
    await archive.close(idOf(1));
    const live = disk.text(LIVE);
    const file = disk.text(FILE);
    disk.put(FILE, '');
    const found = await opened(disk.window().archive, 1);
    assert.deepEqual([found.draft.text, found.isRecovered], ['an hour of writing', true]);

    disk.files.delete(`${idOf(1)}.lock`);
    disk.put(FILE, file);
    disk.put(LIVE, live.slice(0, -20));
    assert.deepEqual(await idsAfter(disk), ['q1', 'a1', 'q2', 'a2']);
    assert.ok(disk.names('damaged').some((name) => disk.text(name) === live.slice(0, -20)));
  });

  it('is not overwritten before it has a backup', async () => {
    const disk = await diskWithChat();
    const cut = disk.text(FILE).slice(0, -20);
    disk.put(FILE, cut);
    const window = disk.window();
    window.fail = (operation, name) => {
      if (operation === 'write' && name.startsWith('damaged/')) throw new Error('no room');
    };
    const found = await opened(window.archive, 1);
    assert.equal(found.conversation.turns.length, 3);
    await assert.rejects(window.archive.save({ ...found.conversation }), { kind: 'failed' });
    assert.equal(disk.text(FILE), cut);
    assert.deepEqual(window.failures, ['failed']);
    window.fail = () => undefined;
    await window.archive.flush(idOf(1));
    assert.equal(disk.text(disk.names('damaged')[0]!), cut);
    assert.equal(disk.text(FILE).split('\n').length, 5);
  });

  it('is not repaired while another window owns it', async () => {
    const disk = await diskWithChat();
    await opened(disk.window().archive, 1);
    disk.put(FILE, disk.text(FILE).slice(0, -20));
    const before = disk.names();
    const found = await opened(disk.window().archive, 1);
    assert.deepEqual([found.isReadOnly, found.isRecovered], [true, true]);
    assert.deepEqual(disk.names(), before);
  });
});

describe('ChatArchive: a chat of a newer version', () => {
  it('is listed and left unchanged', async () => {
    const disk = await diskWithChat();
    const newer = disk
      .text(FILE)
      .replace('"version":1', '"version":2')
      .replace('"turns"', '"steps"');
    disk.put(FILE, newer);
    const { archive } = disk.window();
    assert.deepEqual((await archive.list())[0]?.title, 'chat 1');
    assert.deepEqual(await archive.open(idOf(1)), { reason: 'future' });
    await assert.rejects(archive.rename(idOf(1), 'x'), { kind: 'failed' });
    await archive.purge();
    assert.deepEqual(disk.names(), [FILE, 'index.json']);
    assert.equal(disk.text(FILE), newer);
  });
});

describe('ChatArchive: an interrupted answer', () => {
  const asked = conversation(1, [question('q1')]);
  const draft = { text: '', attachments: [] };

  it('keeps what was written and marks it as interrupted', async () => {
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, asked);
    for (const text of ['Hel', 'Hello wor']) {
      const streaming = answer('a1', { state: 'streaming', text });
      window.archive.saveDraft(idOf(1), { draft, answer: streaming });
      await window.pass(1_000);
    }
    window.kill();
    const next = disk.window();
    const found = await opened(next.archive, 1);
    const [, last] = found.conversation.turns;
    assert.deepEqual(last, { ...answer('a1'), text: 'Hello wor', state: 'interrupted' });
    assert.equal(found.isRecovered, false);
    // From now on it is an ordinary turn.
    assert.match(disk.text(FILE), /Hello wor.*interrupted/);
    assert.doesNotMatch(disk.text(`${idOf(1)}.live.json`), /Hello/);
  });

  it('is dropped once it was completed or its question was changed', async () => {
    for (const turns of [
      [question('q1'), answer('a1', { text: 'Hello world' })],
      [question('q1b'), answer('a1b')],
      [question('q1b')],
    ]) {
      const disk = new Disk();
      const window = disk.window();
      await saved(window.archive, asked);
      const streaming = answer('a1', { state: 'streaming', text: 'Hello' });
      window.archive.saveDraft(idOf(1), { draft, answer: streaming });
      await window.pass(1_000);
      const stale = disk.text(LIVE);
      window.archive.saveDraft(idOf(1), { draft });
      await window.archive.save({ ...asked, turns });
      window.kill();
      disk.put(LIVE, stale);
      assert.deepEqual((await opened(disk.window().archive, 1)).conversation.turns, turns);
    }
  });

  it('keeps its previous text while it continues, until there is more', async () => {
    const cut = answer('a1', { state: 'cut', text: 'One, two' });
    const goingOn = answer('a1', { state: 'streaming', text: 'One, two, three' });
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, conversation(1, [question('q1'), cut]));
    await window.archive.save(conversation(1, [question('q1'), { ...cut, state: 'waiting' }]));
    const look = async () => (await opened(disk.window().archive, 1)).conversation.turns[1];
    assert.deepEqual(await look(), cut);
    window.archive.saveDraft(idOf(1), { draft, answer: goingOn });
    await window.pass(1_000);
    window.kill();
    assert.deepEqual(await look(), { ...goingOn, state: 'interrupted' });
  });
});
