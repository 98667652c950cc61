import assert from 'node:assert/strict';
import { StorageError } from '../../../../src/chat/archive/storageError.ts';
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
const draft = (text: string) => ({ text, attachments: [] });

describe('ChatWriter', () => {
  it('never overlaps writes, ends with the newest state and skips those in between', async () => {
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, conversation(1, [question('q')]));
    window.operations.length = 0;
    const saves: Promise<void>[] = [];
    const save = (title: string): void => {
      saves.push(window.archive.save(conversation(1, [question('q')], { title })));
    };
    // While the first write is in progress, many more are requested.
    window.fail = (operation) => {
      if (operation !== 'write' || saves.length > 1) return;
      for (let number = 0; number < 50; number++) save(`title ${number}`);
    };
    save('first');
    await saves[0];
    assert.match(disk.text(FILE), /first/);
    await Promise.all(saves);
    const writes = window.operations.filter((operation) => operation.startsWith('write'));
    assert.deepEqual(writes, Array(2).fill(`write ${FILE}`));
    assert.match(disk.text(FILE), /title 49/);
  });

  it('serializes only new turns', async () => {
    const disk = new Disk();
    let made = 0;
    const counted = {
      ...question('q'),
      toJSON(): object {
        made++;
        return question('q');
      },
    };
    const { archive } = disk.window();
    await saved(archive, conversation(1, [counted]));
    for (let turn = 0; turn < 5; turn++) {
      await archive.save(conversation(1, [counted, answer(`a${turn}`)]));
    }
    assert.equal(made, 1);
    await archive.close(idOf(1));
    // Lines that were read are not serialized again either.
    const again = disk.window().archive;
    const found = await opened(again, 1);
    Object.assign(found.conversation.turns[0]!, { toJSON: () => counted.toJSON() });
    await again.save({ ...found.conversation, title: 'new' });
    assert.equal(made, 1);
    assert.match(disk.text(FILE), /"title":"new".*\n.*question q/);
  });

  it('writes unfinished answers only to the draft file', async () => {
    const disk = new Disk();
    const { archive } = disk.window();
    const streaming = answer('a', { state: 'streaming' });
    await saved(archive, conversation(1, [question('q'), streaming]));
    assert.doesNotMatch(disk.text(FILE), /assistant/);
    await archive.save(conversation(1, [question('q'), { ...streaming, state: 'stopped' }]));
    assert.match(disk.text(FILE), /"stopped"/);
  });

  it('writes a streaming answer a few times in 10 s, ending with its last state', async () => {
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, conversation(1, [question('q')]));
    await window.pass(1_000);
    window.operations.length = 0;
    let text = '';
    for (let ms = 0; ms < 10_000; ms += 20) {
      text += 'word ';
      window.archive.saveDraft(idOf(1), {
        draft: draft(''),
        answer: answer('a', { state: 'streaming', text }),
      });
      await window.pass(20);
      const kept = (/"text":"(word [^"]*)"/.exec(disk.text(LIVE))?.[1] ?? '').length;
      assert.ok(text.length - kept <= 5 * 50, `${text.length - kept} characters behind`);
    }
    const writes = (): number => window.operations.filter((o) => o === `write ${LIVE}`).length;
    assert.ok(writes() >= 12 && writes() <= 16, `${writes()} writes`);
    await window.pass(1_000);
    assert.ok(disk.text(LIVE).includes(text));
    const before = window.operations.length;
    await window.pass(60_000);
    assert.equal(window.operations.length, before);
    assert.equal(window.clock.timers.size, 0);
  });

  it('writes a new chat with turns when it is closed', async () => {
    const disk = new Disk();
    const { archive } = disk.window();
    archive.begin(conversation(1, [question('q')]));
    assert.deepEqual(archive.unsaved, [idOf(1)]);
    await archive.close(idOf(1));
    assert.match(disk.text(FILE), /question q/);
  });

  it('writes at once on flush and close and leaves no timer', async () => {
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, conversation(1, [question('q')]));
    window.archive.saveDraft(idOf(1), { draft: draft('one') });
    await window.archive.flush(idOf(1));
    window.archive.saveDraft(idOf(1), { draft: draft('two') });
    await window.archive.flush(idOf(1));
    assert.match(disk.text(LIVE), /two/);
    assert.equal(window.clock.timers.size, 0);
    window.archive.saveDraft(idOf(1), { draft: draft('three') });
    await window.archive.closeAll();
    assert.match(disk.text(LIVE), /three/);
    assert.equal(window.clock.timers.size, 0);
    assert.deepEqual(disk.names('').sort(), [FILE, LIVE]);
  });

  it('does not wait longer if the clock is set back', async () => {
    const disk = new Disk();
    const window = disk.window();
    await saved(window.archive, conversation(1, [question('q')]));
    window.archive.saveDraft(idOf(1), { draft: draft('one') });
    await window.pass(1_000);
    window.clock.jump(-3_600_000);
    window.archive.saveDraft(idOf(1), { draft: draft('two') });
    await window.pass(1_000);
    assert.match(disk.text(LIVE), /two/);
  });

  for (const kind of ['readOnly', 'full', 'failed'] as const) {
    it(`keeps everything in memory while the disk is ${kind} and writes it later`, async () => {
      const disk = new Disk();
      const window = disk.window();
      const fail = (operation: string): void => {
        if (['write', 'create'].includes(operation)) throw new StorageError(kind);
      };
      window.fail = fail;
      window.archive.begin(conversation(1));
      const first = conversation(1, [question('q')]);
      await assert.rejects(window.archive.save(first), { name: 'StorageError', kind });
      window.archive.saveDraft(idOf(1), { draft: draft('an hour of writing') });
      await window.pass(1_000);
      assert.deepEqual(window.failures, [kind]);
      await assert.rejects(window.archive.close(idOf(1)), { kind });
      await assert.rejects(window.archive.closeAll(), { kind });
      assert.deepEqual(window.archive.unsaved, [idOf(1)]);
      assert.deepEqual(await opened(window.archive, 1), {
        conversation: first,
        draft: draft('an hour of writing'),
        isReadOnly: false,
        isRecovered: false,
      });

      window.fail = () => undefined;
      await window.archive.save({ ...first, title: 'late' });
      assert.deepEqual(window.archive.unsaved, []);
      window.kill();
      const found = await opened(disk.window().archive, 1);
      assert.deepEqual([found.conversation.title, found.conversation.turns.length], ['late', 1]);
      assert.equal(found.draft.text, 'an hour of writing');
    });
  }

  it('opens chats of a read-only disk and retries writing', async () => {
    const disk = new Disk();
    const first = disk.window().archive;
    await saved(first, conversation(1, [question('q')]));
    await first.close(idOf(1));
    const window = disk.window();
    window.fail = (operation) => {
      if (!['read', 'list'].includes(operation)) throw new StorageError('readOnly');
    };
    assert.equal((await window.archive.list()).length, 1);
    const found = await opened(window.archive, 1);
    assert.deepEqual([found.isReadOnly, found.conversation.turns.length], [false, 1]);
    await assert.rejects(window.archive.save({ ...found.conversation }), { kind: 'readOnly' });
    await assert.rejects(window.archive.remove(idOf(1)), { kind: 'readOnly' });
  });

  it('reports unreadable files and releases the lock', async () => {
    const disk = new Disk();
    const first = disk.window().archive;
    await saved(first, conversation(1, [question('q')]));
    await first.close(idOf(1));
    const window = disk.window();
    window.fail = (operation, name) => {
      if (operation === 'read' && name === FILE) throw new StorageError('failed', 'EIO');
    };
    await assert.rejects(window.archive.open(idOf(1)), { kind: 'failed' });
    assert.deepEqual(disk.names(), [FILE]);
    assert.deepEqual(
      (await window.archive.list()).map(({ id, title }) => [id, title]),
      [[idOf(1), '']],
    );
    assert.equal(window.logged.length, 1);
  });
});
