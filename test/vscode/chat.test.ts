import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { PanelState } from '../../src/protocol/views.ts';
import { FakeChat } from './chatHost.ts';
import { print } from './print.ts';
import { until } from './support.ts';

describe('the host of the chat', () => {
  let folder: string;
  const open: FakeChat[] = [];
  const rejected: unknown[] = [];
  const onRejection = (reason: unknown): void => void rejected.push(reason);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codestral-chat-'));
    process.on('unhandledRejection', onRejection);
  });

  afterEach(async () => {
    for (const chat of open.splice(0)) await chat.end();
    process.off('unhandledRejection', onRejection);
    assert.deepEqual(rejected.splice(0), []);
    await rm(folder, { recursive: true, force: true });
  });

  function chatHere(memory = new Map<string, unknown>()): FakeChat {
    const chat = new FakeChat(folder, memory);
    open.push(chat);
    return chat;
  }

  async function answered(chat: FakeChat, text: string): Promise<string> {
    chat.say({ type: 'send', text });
    await until(`an answer to ${text}`, () => {
      const [question, answer] = chat.state.session.turns.slice(-2);
      return question?.text === text && answer?.role === 'assistant' && answer.state === 'done';
    });
    return chat.state.session.id;
  }

  it('brings the last chat back, but not over a new one', async () => {
    const memory = new Map<string, unknown>();
    const first = chatHere(memory);
    await first.ready();
    const id = await answered(first, 'hello');
    await first.end();
    const second = chatHere(memory);
    await second.ready();
    await until('the last chat', () => second.state.session.id === id);
    assert.deepEqual(textsOf(second.state), ['hello', 'You said hello']);
    await second.end();
    const third = chatHere(memory);
    const begun = third.parts.begin();
    await third.ready();
    await begun;
    await until('a new chat', () => third.state.session.turns.length === 0);
    assert.notEqual(third.state.session.id, id);
  });

  it('loses the chat that another window takes, and no other', async () => {
    const chat = chatHere();
    await chat.ready();
    const id = await answered(chat, 'mine');
    // A process that lives and is not this one.
    const lock = JSON.stringify({ holder: 'another window', pid: process.ppid });
    await writeFile(join(folder, 'chats', `${id}.lock`), lock);
    chat.say({ type: 'send', text: 'still mine?' });
    await until('read-only', () => chat.state.session.isReadOnly);
    await until('the stop', () => chat.state.session.turns.at(-1)?.text === '');
    assert.equal(chat.state.session.id, id);
    await chat.parts.begin();
    await answered(chat, 'another');
    assert.equal(chat.state.session.isReadOnly, false);
    chat.say({ type: 'openSession', id });
    await until('what was not saved', () => chat.state.session.id === id);
    assert.equal(chat.state.session.isReadOnly, true);
    assert.equal(chat.state.session.turns[2]?.text, 'still mine?');
    chat.say({ type: 'takeOver' });
    await until('its own again', () => !chat.state.session.isReadOnly);
    await answered(chat, 'mine again');
    assert.equal(textsOf(chat.state).includes('still mine?'), true);
  });

  it('answers though nothing can be saved, says so, and saves later', async () => {
    // Where the folder should be is a file.
    await writeFile(join(folder, 'chats'), '');
    const chat = chatHere();
    await chat.ready();
    await answered(chat, 'hello');
    await until('the notice', () => chat.state.notice?.button !== undefined);
    const { notice } = chat.state;
    assert.equal(notice?.text, 'The chat cannot be saved.');
    await rm(join(folder, 'chats'));
    chat.say({ type: 'notice', id: notice.id });
    await until('the file', async () => {
      const names = await readdir(join(folder, 'chats')).catch((): string[] => []);
      return names.includes(`${chat.state.session.id}.jsonl`);
    });
    assert.deepEqual(textsOf(chat.state), ['hello', 'You said hello']);
  });

  it('asks nothing in a chat that came on screen meanwhile', async () => {
    const chat = chatHere();
    await chat.ready();
    const id = await answered(chat, 'one');
    await chat.parts.begin();
    const release = chat.holdKeys();
    chat.say({ type: 'send', text: 'for the new one' });
    chat.say({ type: 'openSession', id });
    await until('the other chat', () => chat.state.session.id === id);
    release();
    await answered(chat, 'two');
    assert.deepEqual(textsOf(chat.state), ['one', 'You said one', 'two', 'You said two']);
  });

  it('gives a message back that could not be sent', async () => {
    const chat = chatHere();
    await chat.ready();
    chat.key = undefined;
    chat.say({ type: 'send', text: 'hello' });
    await until('the notice', () => chat.state.notice !== undefined);
    assert.equal(chat.draft, 'hello');
    assert.equal(chat.state.session.turns.length, 0);
  });

  it('shows the chat that was wanted last', async () => {
    const chat = chatHere();
    await chat.ready();
    const ids: string[] = [];
    for (const text of ['a', 'b', 'c']) {
      ids.push(await answered(chat, text));
      await chat.parts.begin();
    }
    for (const id of [ids[0]!, ids[1]!, ids[0]!, ids[2]!, ids[2]!]) {
      chat.say({ type: 'openSession', id });
    }
    await until('the last one', () => chat.state.session.id === ids[2]);
    await answered(chat, 'd');
    assert.equal(chat.state.session.isReadOnly, false);
    assert.deepEqual(textsOf(chat.state), ['c', 'You said c', 'd', 'You said d']);
  });

  it('ignores and logs what is no message', async () => {
    const chat = chatHere();
    await chat.ready();
    const hostile: unknown[] = [
      ...[null, 0, 'send', [], {}, { type: 'send' }, { type: 'send', text: 1 }, { type: 'eval' }],
      ...[{ type: 'send', text: 'x', more: 1 }, { type: '__proto__' }, { type: 'constructor' }],
      { type: 'draft', sessionId: 'x', text: 'x'.repeat(4_000_001) },
      { type: 'drop', uris: Array.from({ length: 101 }, () => 'file:///a') },
    ];
    const posted = chat.posted.length;
    for (const message of hostile) chat.say(message as FromPanel);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(chat.logged.length, hostile.length);
    const said = chat.posted.slice(posted).filter(({ type }) => type !== 'update');
    assert.deepEqual(said, []);
    assert.equal(chat.state.session.turns.length, 0);
  });

  it('does nothing for messages about what is not there', async () => {
    const chat = chatHere();
    await chat.ready();
    await answered(chat, 'hello');
    const ids = ['../../etc/passwd', 'id', '00000000-0000-4000-8000-000000000000'];
    for (const id of ids) {
      for (const type of ['openSession', 'deleteSession', 'openChip', 'detach', 'notice'] as const)
        chat.say({ type, id });
      for (const type of ['regenerate', 'continue', 'copyAnswer'] as const)
        chat.say({ type, turnId: id });
      chat.say({ type: 'code', turnId: id, block: 2 ** 40, action: 'insert' });
      chat.say({ type: 'renameSession', id, title: 'x' });
      chat.say({ type: 'exportSession', id, format: 'json' });
      chat.say({ type: 'attach', id: `file:${id}` });
    }
    chat.say({ type: 'takeOver' });
    chat.say({ type: 'openLink', url: '..\\..\\secret' });
    chat.say({ type: 'openLink', url: '100%.txt' });
    for (let count = 0; count < 1_000; count++) chat.say({ type: 'resync' });
    await answered(chat, 'still there');
    assert.deepEqual(textsOf(chat.state).slice(0, 1), ['hello']);
    const files = await readdir(folder);
    // The list of models may be there by now.
    assert.deepEqual(
      files.filter((name) => name !== 'models.json'),
      ['chats'],
    );
    assert.ok(chat.logged.every((line) => !line.includes('passwd')));
  });

  it('opens a chat of 5 MB, and follows a selection in it, without stopping the host', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    const text = 'const answer = "forty-two";\n'.repeat(900);
    const turns = Array.from({ length: 200 }, (_, at) =>
      at % 2 === 0
        ? { role: 'user', id: `q${at}`, text, attachments: [], at }
        : {
            ...{ role: 'assistant', id: `a${at}`, text, thinking: '', state: 'done' },
            ...{ model: 'm', service: 'mistral', at },
          },
    );
    const header = {
      ...{ format: 'codestral-chat', version: 1, id, title: 'long', isRenamed: true },
      ...{ createdAt: 1, updatedAt: 2, turns: turns.length },
    };
    const lines = [header, ...turns].map((line) => `${JSON.stringify(line)}\n`).join('');
    assert.ok(lines.length > 5_000_000);
    await mkdir(join(folder, 'chats'));
    await writeFile(join(folder, 'chats', `${id}.jsonl`), lines);
    const chat = chatHere();
    await chat.ready();
    const document = await vscode.workspace.openTextDocument({
      content: `${'x'.repeat(99)}\n`.repeat(100_000),
    });
    const editor = await vscode.window.showTextDocument(document);
    const opened: number[] = [];
    const selected: number[] = [];
    // The machine has other things to do, too: the best of some runs is what it takes.
    for (let run = 0; run < 5; run++) {
      await chat.parts.begin();
      await vscode.window.showTextDocument(document);
      opened.push(
        await longestStretch(async () => {
          chat.say({ type: 'openSession', id });
          await until('the chat', () => chat.state.session.id === id);
        }),
      );
      selected.push(
        await longestStretch(async () => {
          editor.selection = new vscode.Selection(run, 0, 99_999, 0);
          await until('the chip', () =>
            chat.state.composer.chips.some(({ detail }) => detail.includes(`:${run + 1}-`)),
          );
        }),
      );
    }
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const [openMs, selectMs] = [Math.min(...opened), Math.min(...selected)];
    print(`longest stretch: open ${openMs.toFixed(0)} ms, select ${selectMs.toFixed(0)} ms`);
    assert.equal(chat.state.session.turns.length, 40);
    assert.ok(openMs < 50, `open ${opened.join(' ')} ms`);
    assert.ok(selectMs < 50, `select ${selected.join(' ')} ms`);
  }).timeout(60_000);
});

function textsOf({ session }: PanelState): string[] {
  return session.turns.map(({ text }) => text);
}

/** The longest time in which the host did nothing else while a task was done, in milliseconds. */
async function longestStretch(task: () => Promise<void>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await task();
  delay.disable();
  return delay.max / 1e6;
}
