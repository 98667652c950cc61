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

const draft = (text: string) => ({ text, attachments: [] });
const all = new AbortController().signal;

describe('ChatArchive', () => {
  it('reads what was saved, including fields of other versions', async () => {
    const disk = new Disk();
    const first = disk.window().archive;
    const strange = { ...question('q1', 'a\u2028b \ud800 "\\\n```'), mood: 'curious' };
    const turns = [
      strange,
      answer('a1', { usage: undefined, leftOut: { turns: 3, images: 0, cuts: [] } }),
    ];
    await saved(first, conversation(1, turns));
    first.saveDraft(idOf(1), { draft: draft('next') });
    await first.close(idOf(1));

    const found = await opened(disk.window().archive, 1);
    const expected = JSON.parse(JSON.stringify(conversation(1, turns))) as unknown;
    assert.deepEqual(JSON.parse(JSON.stringify(found.conversation)), expected);
    assert.equal(found.conversation.turns[0]!.text, strange.text);
    assert.deepEqual(found.draft, draft('next'));
    assert.equal(found.isReadOnly, false);
    assert.equal(found.isRecovered, false);
  });

  it('writes no empty chat and removes one that becomes empty', async () => {
    const disk = new Disk();
    const window = disk.window();
    window.archive.begin(conversation(1));
    await window.archive.close(idOf(1));
    assert.deepEqual(disk.names(), []);

    window.archive.begin(conversation(2, [], { title: '' }));
    window.archive.saveDraft(idOf(2), { draft: draft('What is **this**?') });
    await window.pass(1_000);
    const [row] = await window.archive.list();
    assert.deepEqual([row?.id, row?.title, row?.turns], [idOf(2), 'What is this?', 0]);
    window.archive.saveDraft(idOf(2), { draft: draft('') });
    await window.archive.close(idOf(2));
    assert.deepEqual(disk.names(), ['index.json']);
    assert.deepEqual(await window.archive.list(), []);
  });

  it('lists the newest chat first, also without an index', async () => {
    const disk = new Disk();
    const { archive } = disk.window();
    for (const number of [1, 3, 2]) {
      await saved(archive, conversation(number, [question('q'), answer('a')]));
    }
    const list = await archive.list();
    assert.deepEqual(
      list.map(({ title, turns }) => [title, turns]),
      [
        ['chat 3', 2],
        ['chat 2', 2],
        ['chat 1', 2],
      ],
    );
    for (const index of [undefined, '', '[{}]', '{"a":', disk.text('index.json')]) {
      if (index === undefined) disk.files.delete('index.json');
      else disk.put('index.json', index);
      assert.deepEqual(await disk.window().archive.list(), list);
    }
    // Rows without a file, files without a row, and invalid IDs.
    const [row, ...rows] = JSON.parse(disk.text('index.json')) as { id: string }[];
    disk.put(
      'index.json',
      JSON.stringify([...rows, { ...row, id: idOf(9) }, { ...row, id: '../x' }]),
    );
    assert.deepEqual(await disk.window().archive.list(), list);
    disk.files.delete(`${idOf(3)}.jsonl`);
    assert.deepEqual(await disk.window().archive.list(), list.slice(1));
  });

  it('reads only new chats for the list if an index exists', async () => {
    const disk = new Disk();
    const window = disk.window();
    for (const number of [1, 2, 3])
      await saved(window.archive, conversation(number, [question('q')]));
    await window.archive.list();
    const later = disk.window();
    await saved(window.archive, conversation(4, [question('q')]));
    await later.archive.list();
    const reads = later.operations.filter((operation) => operation.startsWith('read 0'));
    assert.deepEqual(reads, [`read ${idOf(4)}.jsonl`]);
    await window.archive.rename(idOf(2), 'Renamed');
    const titles = (await later.archive.list()).map(({ title }) => title);
    assert.deepEqual(titles, ['chat 4', 'chat 3', 'Renamed', 'chat 1']);
  });

  it('searches titles, then turns, ignoring accents and case', async () => {
    const { archive } = new Disk().window();
    await saved(archive, conversation(1, [question('q', 'Où est le CAFÉ noir ?')]));
    await saved(archive, conversation(2, [question('q', 'noir'), answer('a', { text: 'cafe' })]));
    await saved(archive, conversation(3, [question('q')], { title: 'Café Noir' }));
    const found = async (query: string, signal = all): Promise<string[]> =>
      (await archive.search(query, signal)).map(({ id }) => id);
    assert.deepEqual(await found('cafe noir'), [idOf(3), idOf(1)]);
    assert.deepEqual(await found('NOIR'), [idOf(3), idOf(2), idOf(1)]);
    assert.deepEqual(await found('attachments'), []);
    assert.deepEqual(await found('cafe', AbortSignal.abort()), [idOf(3)]);
  });

  it('renames open and closed chats', async () => {
    const disk = new Disk();
    const { archive } = disk.window();
    await saved(archive, conversation(1, [question('q')]));
    const open = await archive.rename(idOf(1), 'Open');
    await archive.save({ ...open, turns: [...open.turns, answer('a')] });
    await archive.close(idOf(1));
    await archive.rename(idOf(1), 'Closed');
    assert.deepEqual(disk.names(), [`${idOf(1)}.jsonl`]);
    const { conversation: found } = await opened(disk.window().archive, 1);
    assert.deepEqual([found.title, found.isRenamed, found.turns.length], ['Closed', true, 2]);
    assert.equal(found.updatedAt, conversation(1).updatedAt);
  });

  it('stores images with their chat', async () => {
    const disk = new Disk();
    const { archive } = disk.window();
    archive.begin(conversation(1));
    const bytes = new Uint8Array([1, 2, 3]);
    const names = await Promise.all(
      (['image/png', 'image/jpeg'] as const).map((type) => archive.putImage(idOf(1), bytes, type)),
    );
    assert.deepEqual(names, [`${idOf(1)}-0.png`, `${idOf(1)}-1.jpg`]);
    assert.deepEqual(await archive.image(names[0]!), bytes);
    const image = { kind: 'image', id: 'i', label: 'x', mediaType: 'image/png', bytes: 3 } as const;
    const asked = { ...question('q'), attachments: [{ ...image, file: names[0]! }] };
    await archive.save(conversation(1, [asked]));
    await archive.close(idOf(1));
    assert.deepEqual(disk.names('images'), [`images/${names[0]!}`]);
    await archive.remove(idOf(1));
    await archive.restore(idOf(1));
    assert.deepEqual(disk.names('images'), [`images/${names[0]!}`]);
    await archive.remove(idOf(1));
    await archive.closeAll();
    await disk.window().archive.purge();
    assert.deepEqual(disk.names(), []);
  });

  it('never accesses a file outside its folder', async () => {
    const disk = new Disk();
    const { archive, operations } = disk.window();
    for (const id of ['../secret', '', 'x'.repeat(5_000), `${idOf(1)}/../..`, `${idOf(1)}\n`]) {
      assert.deepEqual(await archive.open(id), { reason: 'missing' });
      assert.deepEqual(await archive.takeOver(id), { reason: 'missing' });
      await assert.rejects(archive.remove(id), { name: 'StorageError' });
      assert.throws(
        () => {
          archive.begin({ ...conversation(1), id });
        },
        { name: 'StorageError' },
      );
      assert.equal(await archive.image(id), undefined);
    }
    assert.deepEqual(operations, []);
  });

  it('deletes all chats and restores them', async () => {
    const disk = new Disk();
    const { archive } = disk.window();
    const other = disk.window();
    await saved(other.archive, conversation(3, [question('q')]));
    for (const number of [1, 2]) await saved(archive, conversation(number, [question('q')]));
    await archive.close(idOf(2));
    const removed = [idOf(1), idOf(2)];
    assert.deepEqual((await archive.ids()).sort(), [...removed, idOf(3)]);
    for (const id of removed) await archive.remove(id);
    assert.deepEqual(
      (await archive.list()).map(({ id }) => id),
      [idOf(3)],
    );
    await assert.rejects(archive.remove(idOf(3)), { kind: 'taken' });
    // Neither another window that starts now nor a late start of this one affects the undo.
    await disk.window().archive.purge();
    await archive.purge();
    for (const id of removed) await archive.restore(id);
    assert.equal((await archive.list()).length, 3);
    assert.deepEqual(disk.names('deleted'), []);
    await archive.remove(idOf(1));
    await archive.closeAll();
    await disk.window().archive.purge();
    assert.deepEqual(disk.names('deleted'), []);
    assert.deepEqual(await archive.open(idOf(1)), { reason: 'missing' });
  });

  it('completes a restore that a crash interrupted', async () => {
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, conversation(1, [question('q')]));
    window.archive.saveDraft(idOf(1), { draft: draft('next') });
    await window.archive.remove(idOf(1));
    // The files are only moved.
    window.operationsLeft = 2;
    await assert.rejects(window.archive.restore(idOf(1)));
    const next = disk.window().archive;
    await next.purge();
    const found = await opened(next, 1);
    assert.deepEqual([found.conversation.turns.length, found.draft.text], [1, 'next']);
  });

  it('keeps unwritten turns of a chat that is deleted and restored', async () => {
    const window = new Disk().window();
    const chat = await saved(window.archive, conversation(1, [question('q')]));
    window.fail = (operation) => {
      if (operation === 'write') throw new Error('full');
    };
    const longer = { ...chat, turns: [...chat.turns, answer('a')] };
    await assert.rejects(window.archive.save(longer), { kind: 'failed' });
    await window.archive.remove(idOf(1));
    await window.archive.restore(idOf(1));
    assert.deepEqual((await opened(window.archive, 1)).conversation, longer);
    assert.deepEqual(window.archive.unsaved, [idOf(1)]);
  });
});

describe('ChatArchive in two windows', () => {
  it('lets one window at a time write a chat', async () => {
    const disk = new Disk();
    const [a, b] = [disk.window().archive, disk.window().archive];
    const chat = await saved(a, conversation(1, [question('q')]));
    assert.equal((await opened(b, 1)).isReadOnly, true);
    await assert.rejects(b.save(chat), { kind: 'taken' });
    await assert.rejects(b.rename(idOf(1), 'x'), { kind: 'taken' });
    await a.close(idOf(1));
    assert.equal((await opened(b, 1)).isReadOnly, false);
    assert.equal((await opened(a, 1)).isReadOnly, true);
  });

  it('notifies the previous owner of a take-over before it writes', async () => {
    const disk = new Disk();
    const [a, b] = [disk.window().archive, disk.window().archive];
    const chat = await saved(a, conversation(1, [question('q')]));
    const taken = await b.takeOver(idOf(1));
    assert.ok('isReadOnly' in taken && !taken.isReadOnly);
    const before = disk.text(`${idOf(1)}.jsonl`);
    await assert.rejects(a.save({ ...chat, title: 'no' }), { kind: 'taken' });
    assert.equal(disk.text(`${idOf(1)}.jsonl`), before);
    assert.deepEqual(a.unsaved, [idOf(1)]);
    // Text that is only on that screen stays there.
    const again = await opened(a, 1);
    assert.deepEqual([again.conversation.title, again.isReadOnly], ['no', true]);
    // Another window owned the chat and may have changed it: it is not taken back without notice.
    await b.close(idOf(1));
    await assert.rejects(a.save({ ...chat, title: 'no' }), { kind: 'taken' });
  });

  it('continues with unwritten turns if the other window added nothing', async () => {
    const disk = new Disk();
    const [a, b] = [disk.window().archive, disk.window().archive];
    const chat = await saved(a, conversation(1, [question('q')]));
    await b.takeOver(idOf(1));
    const longer = { ...chat, turns: [...chat.turns, answer('a')] };
    await assert.rejects(a.save(longer), { kind: 'taken' });
    const back = await a.takeOver(idOf(1));
    assert.ok('conversation' in back);
    assert.deepEqual(back.conversation, longer);
    assert.equal((await opened(disk.window().archive, 1)).conversation.turns.length, 2);
    assert.deepEqual(a.unsaved, []);
  });

  it('puts unwritten turns aside if the other window continued the chat', async () => {
    const disk = new Disk();
    const [a, b] = [disk.window().archive, disk.window().archive];
    const chat = await saved(a, conversation(1, [question('q')]));
    await b.takeOver(idOf(1));
    await b.save({ ...chat, turns: [...chat.turns, answer('theirs')] });
    const mine = { ...chat, turns: [...chat.turns, answer('mine')] };
    await assert.rejects(a.save(mine), { kind: 'taken' });
    const back = await a.takeOver(idOf(1));
    assert.ok('conversation' in back && back.isRecovered);
    assert.deepEqual(
      back.conversation.turns.map(({ id }) => id),
      ['q', 'theirs'],
    );
    const [copy] = disk.names('damaged');
    assert.match(disk.text(copy!), /answer mine/);
  });

  it('takes the lock of a closed or unresponsive window without asking', async () => {
    const disk = new Disk();
    const gone = disk.window();
    await saved(gone.archive, conversation(1, [question('q')]));
    gone.kill();
    assert.equal((await opened(disk.window().archive, 1)).isReadOnly, false);
    disk.put(`${idOf(1)}.lock`, '');
    assert.equal((await opened(disk.window().archive, 1)).isReadOnly, false);
  });

  it('gives a stale lock to only one of two windows', async () => {
    const disk = new Disk();
    const gone = disk.window();
    const chat = await saved(gone.archive, conversation(1, [question('q')]));
    gone.kill();
    const windows = [disk.window(), disk.window(), disk.window()];
    await Promise.all(windows.map(({ archive }) => archive.open(idOf(1))));
    const saves = windows.map(({ archive }) => archive.save({ ...chat }));
    const ends = await Promise.allSettled(saves);
    assert.equal(ends.filter(({ status }) => status === 'fulfilled').length, 1);
  });
});
