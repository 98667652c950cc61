import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChatArchive } from '../../../../src/chat/archive/chatArchive.ts';
import type { Conversation, Draft, Turn } from '../../../../src/chat/session/conversation.ts';
import {
  answer,
  conversation,
  idOf,
  saved,
  opened,
  question,
  Disk,
} from '../../../support/archiveDisk.ts';

const empty: Draft = { text: '', attachments: [] };
const ID = idOf(1);

/** What a window was promised, and what else it may find. */
interface Promised {
  /** The turns after a completed save. */
  turns: readonly Turn[];
  /** The turns of an interrupted save. */
  wanted: readonly Turn[];
  /** Whether the chat is deleted: certainly, possibly, or not. */
  deleted: 'no' | 'perhaps' | 'yes';
}

/** A few minutes of use that include every kind of write. */
async function live(archive: ChatArchive, promised: Promised): Promise<void> {
  let chat: Conversation = conversation(1);
  const save = async (turns: readonly Turn[]): Promise<void> => {
    chat = { ...chat, turns };
    promised.wanted = turns;
    await archive.save(chat);
    promised.turns = turns;
  };
  archive.begin(chat);
  archive.saveDraft(ID, { draft: { text: 'What', attachments: [] } });
  await archive.flush(ID);
  const file = await archive.putImage(ID, new Uint8Array([1]), 'image/png');
  const image = { kind: 'image', id: 'i', label: 'x', mediaType: 'image/png', bytes: 1 } as const;
  const asked = { ...question('q1'), attachments: [{ ...image, file }] };
  await save([asked]);
  const streaming = answer('a1', { state: 'streaming' });
  archive.saveDraft(ID, { draft: empty, answer: streaming });
  await archive.flush(ID);
  archive.saveDraft(ID, { draft: empty });
  await save([asked, answer('a1')]);
  await save([asked, answer('a1'), question('q2'), answer('a2')]);
  chat = await archive.rename(ID, 'Renamed');
  promised.deleted = 'perhaps';
  await archive.remove(ID);
  promised.deleted = 'yes';
  await archive.restore(ID);
  promised.deleted = 'no';
  await archive.open(ID);
  // An edit of the second question removes what follows it.
  await save([asked, answer('a1'), question('q3'), answer('a3')]);
  await archive.list();
  await archive.close(ID);
}

/** Whether every promised turn exists, and no unexpected one. */
function check(found: readonly Turn[], { turns, wanted }: Promised, where: string): void {
  const plain = (list: readonly Turn[]): string[] => list.map((turn) => JSON.stringify(turn));
  const ids = found.map(({ id }) => id).join();
  const isPromised = plain(turns).every((turn, index) => plain(found)[index] === turn);
  const isWanted = plain(wanted).every((turn, index) => plain(found)[index] === turn);
  assert.ok(isPromised || isWanted, `${where}: ${ids}`);
}

describe('ChatArchive after a crash', () => {
  it('loses no saved turn and leaves no files, at any file operation', async () => {
    let lives = 0;
    for (let operations = 0; ; operations++) {
      const disk = new Disk();
      const window = disk.window();
      window.operationsLeft = operations;
      const promised: Promised = { turns: [], wanted: [], deleted: 'no' };
      const isOver = await live(window.archive, promised).then(
        () => true,
        () => false,
      );
      const where = `after ${window.operations.at(-1) ?? 'nothing'}, ${operations}`;
      window.kill();

      const next = disk.window();
      await next.archive.purge();
      const found = await next.archive.open(ID);
      if ('reason' in found) {
        assert.equal(found.reason, 'missing', where);
        assert.ok(promised.deleted !== 'no' || promised.turns.length === 0, where);
      } else {
        assert.equal(found.isRecovered, false, where);
        check(found.conversation.turns, promised, where);
        for (const turn of found.conversation.turns) {
          if (turn.role !== 'user' || turn.attachments[0]?.kind !== 'image') continue;
          assert.ok(await next.archive.image(turn.attachments[0].file), where);
        }
      }
      await next.archive.closeAll();
      await next.archive.purge();
      const left = disk.names().filter((name) => name !== 'index.json');
      const own = left.filter((name) => !/^[\w-]+\.(jsonl|live\.json)$|^images\//.test(name));
      assert.deepEqual(own, [], where);
      lives++;
      if (isOver) break;
    }
    assert.ok(lives > 40, `${lives} lives`);
  });

  it('loses no saved turn in repeated random crashes', async () => {
    const step = fc.record({
      what: fc.constantFrom('ask', 'stream', 'finish', 'edit', 'draft', 'reopen', 'purge', 'list'),
      // Most steps succeed; some windows die within the next few operations.
      dies: fc.option(fc.nat(12), { freq: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        const disk = new Disk();
        let window = disk.window();
        await saved(window.archive, conversation(1, [question('q')]));
        let finished: readonly Turn[] = [question('q')];
        let wanted = finished;
        let draft = '';
        let typed = '';
        let count = 0;
        const save = async (turns: readonly Turn[]): Promise<void> => {
          wanted = turns;
          const { conversation: chat } = await opened(window.archive, 1);
          await window.archive.save({ ...chat, turns });
          finished = turns;
        };
        const tasks = {
          ask: () => save([...finished, question(`q${++count}`), answer(`b${count}`)]),
          stream: async () => {
            const last = answer(`a${++count}`, { state: 'streaming' });
            window.archive.saveDraft(ID, { draft: { ...empty, text: typed }, answer: last });
            await window.archive.flush(ID);
            wanted = finished = [...finished, { ...last, state: 'interrupted' }];
          },
          finish: () => save([...finished, answer(`a${++count}`)]),
          edit: () => save([...finished.slice(0, -1), question(`q${++count}`)]),
          draft: async () => {
            typed = `draft ${++count}`;
            window.archive.saveDraft(ID, { draft: { ...empty, text: typed } });
            await window.archive.flush(ID);
            draft = typed;
          },
          reopen: async () => {
            await window.archive.close(ID);
            await opened(window.archive, 1);
          },
          purge: () => window.archive.purge(),
          list: () => window.archive.list(),
        };
        for (const { what, dies } of steps) {
          if (dies !== null) window.operationsLeft = dies;
          const isDead = await tasks[what]().then(
            () => false,
            () => true,
          );
          if (what !== 'stream' && !isDead && dies === null) continue;
          window.kill();
          window = disk.window();
          const found = await opened(window.archive, 1);
          const plain = JSON.stringify(found.conversation.turns);
          const allowed = [finished, wanted].map((turns) => JSON.stringify(turns));
          const isAllowed = allowed.some((turns) => plain.startsWith(turns.slice(0, -1)));
          assert.ok(isAllowed, `${what}: ${plain}`);
          assert.equal(found.isRecovered, false);
          assert.ok([draft, typed].includes(found.draft.text), found.draft.text);
          finished = wanted = found.conversation.turns;
          draft = typed = found.draft.text;
        }
      }),
      { numRuns: 150 },
    );
  });
});
