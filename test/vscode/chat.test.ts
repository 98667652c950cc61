import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { PanelState } from '../../src/protocol/panelViews.ts';
import { TestChat } from '../support/testChat.ts';
import { print } from '../support/print.ts';
import { until } from '../support/extensionHost.ts';

describe('ChatModule', () => {
  let folder: string;
  const open: TestChat[] = [];
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

  function chatHere(memory = new Map<string, unknown>()): TestChat {
    const chat = new TestChat(folder, memory);
    open.push(chat);
    return chat;
  }

  async function answered(chat: TestChat, text: string): Promise<string> {
    chat.say({ type: 'send', text });
    await until(`an answer to ${text}`, () => {
      const [question, answer] = chat.state.session.turns.slice(-2);
      return question?.text === text && answer?.role === 'assistant' && answer.state === 'done';
    });
    return chat.state.session.id;
  }

  it('restores the last chat, but not over a new one', async () => {
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
    const begun = third.parts.newChat();
    await third.ready();
    await begun;
    await until('a new chat', () => third.state.session.turns.length === 0);
    assert.notEqual(third.state.session.id, id);
  });

  it('gives up only the chat that another window takes over', async () => {
    const chat = chatHere();
    await chat.ready();
    const id = await answered(chat, 'mine');
    const release = chat.holdAnswers();
    chat.say({ type: 'send', text: 'still mine?' });
    const isAnswering = (): boolean => {
      const last = chat.state.session.turns.at(-1);
      return last?.role === 'assistant' && ['waiting', 'streaming'].includes(last.state);
    };
    await until('the question', isAnswering);
    // A running process other than this one.
    const lock = JSON.stringify({ owner: 'another window', pid: process.ppid });
    await writeFile(join(folder, 'chats', `${id}.lock`), lock);
    release();
    await until('read-only', () => chat.state.session.isReadOnly);
    await until('the stop', () => !isAnswering());
    assert.equal(chat.state.session.id, id);
    await chat.parts.newChat();
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

  it('deletes all chats but none that starts afterwards', async () => {
    const chat = chatHere();
    await chat.ready();
    const deleted = [await answered(chat, 'one')];
    await chat.parts.newChat();
    deleted.push(await answered(chat, 'two'));
    chat.say({ type: 'history', query: '' });
    await until('the list', () => chat.state.history?.rows.length === 2);
    chat.say({ type: 'deleteAllSessions' });
    await until('the notice', () => chat.state.notice?.text === '2 chats deleted.');
    const { notice } = chat.state;
    const id = await answered(chat, 'three');
    assert.ok(!deleted.includes(id));
    assert.equal(chat.state.session.isReadOnly, false);
    await until('the file', async () =>
      (await readdir(join(folder, 'chats'))).includes(`${id}.jsonl`),
    );
    await answered(chat, 'four');
    chat.say({ type: 'deleteAllSessions' });
    await until('the next notice', () => chat.state.notice?.text === '1 chat deleted.');
    assert.notEqual(chat.state.notice?.id, notice?.id);
    chat.say({ type: 'notice', id: chat.state.notice!.id });
    await until('the chat is back', () => chat.state.history?.rows.length === 1);
    chat.say({ type: 'openSession', id });
    await until('the chat', () => chat.state.session.id === id);
    await answered(chat, 'five');
    assert.deepEqual(textsOf(chat.state).slice(0, 4), [
      'three',
      'You said three',
      'four',
      'You said four',
    ]);
  });

  it('deletes a chat that is being opened or answered, and no other', async () => {
    const chat = chatHere();
    await chat.ready();
    const id = await answered(chat, 'one');
    await chat.parts.newChat();
    const other = await answered(chat, 'two');
    chat.say({ type: 'openSession', id });
    chat.say({ type: 'deleteSession', id });
    await until('the notice', () => chat.state.notice?.button === 'Undo');
    assert.notEqual(chat.state.session.id, id);
    chat.say({ type: 'openSession', id: other });
    await until('the other chat', () => chat.state.session.id === other);
    chat.say({ type: 'send', text: 'asked while it is deleted' });
    chat.say({ type: 'deleteSession', id: other });
    await until('a new chat', () => ![id, other].includes(chat.state.session.id));
    await answered(chat, 'three');
    assert.equal(chat.state.session.isReadOnly, false);
    const left = (await readdir(join(folder, 'chats'))).filter((name) => name.endsWith('.jsonl'));
    assert.deepEqual(left, [`${chat.state.session.id}.jsonl`]);
  });

  it('attaches files with the same name under different labels', async () => {
    const chat = chatHere();
    await chat.ready();
    const uris = [];
    for (const name of ['a', 'b']) {
      await mkdir(join(folder, name));
      await writeFile(join(folder, name, 'index.ts'), `export const name = '${name}';`);
      uris.push(vscode.Uri.file(join(folder, name, 'index.ts')).toString());
    }
    chat.say({ type: 'drop', uris: [...uris, uris[0]!] });
    const labels = () => chat.state.composer.chips.map(({ label }) => label);
    await until('both', () => labels().join() === 'b/index.ts,a/index.ts');
    await answered(chat, 'what are they?');
    const [question] = chat.state.session.turns;
    assert.ok(question?.role === 'user');
    assert.deepEqual(
      question.chips.map(({ label }) => label),
      ['b/index.ts', 'a/index.ts'],
    );
  });

  it('answers and reports that the chat cannot be saved, and saves it later', async () => {
    // A file blocks the folder.
    await writeFile(join(folder, 'chats'), '');
    const chat = chatHere();
    await chat.ready();
    await answered(chat, 'hello');
    await until('the notice', () => chat.state.notice?.button !== undefined);
    const { notice } = chat.state;
    assert.equal(notice?.text, 'The chat can’t be saved.');
    await rm(join(folder, 'chats'));
    chat.say({ type: 'notice', id: notice.id });
    await until('the file', async () => {
      const names = await readdir(join(folder, 'chats')).catch((): string[] => []);
      return names.includes(`${chat.state.session.id}.jsonl`);
    });
    assert.deepEqual(textsOf(chat.state), ['hello', 'You said hello']);
  });

  it('sends nothing in a chat opened in the meantime', async () => {
    const chat = chatHere();
    await chat.ready();
    const id = await answered(chat, 'one');
    await chat.parts.newChat();
    const release = chat.holdKeys();
    chat.say({ type: 'send', text: 'for the new one' });
    chat.say({ type: 'openSession', id });
    await until('the other chat', () => chat.state.session.id === id);
    release();
    await answered(chat, 'two');
    assert.deepEqual(textsOf(chat.state), ['one', 'You said one', 'two', 'You said two']);
  });

  it('returns a message that could not be sent', async () => {
    const chat = chatHere();
    await chat.ready();
    chat.key = undefined;
    chat.say({ type: 'send', text: 'hello' });
    await until('the notice', () => chat.state.notice !== undefined);
    assert.equal(chat.draft, 'hello');
    assert.equal(chat.state.session.turns.length, 0);
  });

  it('shows the chat that was requested last', async () => {
    const chat = chatHere();
    await chat.ready();
    const ids: string[] = [];
    for (const text of ['a', 'b', 'c']) {
      ids.push(await answered(chat, text));
      await chat.parts.newChat();
    }
    for (const id of [ids[0]!, ids[1]!, ids[0]!, ids[2]!, ids[2]!]) {
      chat.say({ type: 'openSession', id });
    }
    await until('the last one', () => chat.state.session.id === ids[2]);
    await answered(chat, 'd');
    assert.equal(chat.state.session.isReadOnly, false);
    assert.deepEqual(textsOf(chat.state), ['c', 'You said c', 'd', 'You said d']);
  });

  it('ignores and logs invalid messages', async () => {
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
    // The message box gets a rejected message back.
    const sends = hostile.filter((each) => /^.{9}send"/.test(JSON.stringify(each)));
    assert.deepEqual(
      said.map(({ type }) => type),
      sends.map(() => 'unsent'),
    );
    assert.equal(chat.state.session.turns.length, 0);
  });

  it('ignores messages about unknown IDs', async () => {
    const chat = chatHere();
    await chat.ready();
    await answered(chat, 'hello');
    const ids = ['../../etc/passwd', 'id', '00000000-0000-4000-8000-000000000000'];
    for (const id of ids) {
      for (const type of [
        'openSession',
        'deleteSession',
        'openAttachment',
        'detach',
        'notice',
      ] as const)
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
    // The list of models may have been saved.
    assert.deepEqual(
      files.filter((name) => name !== 'models.json'),
      ['chats'],
    );
    assert.ok(chat.logged.every((line) => !line.includes('passwd')));
  });

  it('blocks the extension host at most in proportion to the size of a chat of 5 MB', async () => {
    await mkdir(join(folder, 'chats'));
    const chat = chatHere();
    await chat.ready();
    const small = await blocksOf(chat, 20, 10_000);
    const large = await blocksOf(chat, 200, 100_000);
    const tenths: Blocks[] = [];
    const wholes: Blocks[] = [];
    // In turns, so that the garbage collector and caches disturb both alike; the best run shows what the work takes.
    for (let run = 0; run < 3; run++) {
      tenths.push(await small(2 * run));
      wholes.push(await large(2 * run + 1));
    }
    for (let open = 0; open < 2; open++)
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const tenth = leastOf(tenths);
    const whole = leastOf(wholes);
    const text = ({ open, select }: Blocks) =>
      `open ${open.toFixed(0)} ms, select ${select.toFixed(0)} ms`;
    print(`longest block: ${text(whole)}; of a tenth: ${text(tenth)}`);
    assert.equal(chat.state.session.turns.length, 40);
    // Ten times the size: quadratic blocks would be a hundred times as long.
    const limit = (ms: number) => 15 * Math.max(ms, SHORTEST_BLOCK_MS);
    assert.ok(whole.open < limit(tenth.open), `open ${whole.open} ms`);
    assert.ok(whole.select < limit(tenth.select), `select ${whole.select} ms`);
  }).timeout(4 * 60_000);

  /** Writes a chat with turns of 25 kB each. */
  async function writeChat(id: string, count: number): Promise<void> {
    const text = 'const answer = "forty-two";\n'.repeat(900);
    const turns = Array.from({ length: count }, (_, at) =>
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
    assert.ok(lines.length > 25_000 * count);
    await writeFile(join(folder, 'chats', `${id}.jsonl`), lines);
  }

  /**
   * Returns a function that measures how long the host is blocked at most by opening a chat with `turns` turns, and by
   * selecting the `lines` lines of a document from line `run` on, counted from 0.
   */
  async function blocksOf(
    chat: TestChat,
    turns: number,
    lines: number,
  ): Promise<(run: number) => Promise<Blocks>> {
    const id = `11111111-1111-4111-8111-${String(turns).padStart(12, '0')}`;
    await writeChat(id, turns);
    const document = await vscode.workspace.openTextDocument({
      content: `${'x'.repeat(99)}\n`.repeat(lines),
    });
    return async (run) => {
      await chat.parts.newChat();
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      const open = await longestBlock(async () => {
        chat.say({ type: 'openSession', id });
        await until('the chat', () => chat.state.session.id === id);
      });
      const select = await longestBlock(async () => {
        editor.selection = new vscode.Selection(run, 0, lines - 1, 0);
        await until('the chip', () =>
          chat.state.composer.chips.some(({ detail }) => detail.includes(`:${run + 1}-`)),
        );
      });
      return { open, select };
    };
  }
});

/** Shorter blocks can't be told from pauses of the garbage collector, or are not sampled at all. */
const SHORTEST_BLOCK_MS = 5;

/** The longest blocks of the extension host, in milliseconds. */
interface Blocks {
  readonly open: number;
  readonly select: number;
}

/** The shortest of the longest blocks. */
function leastOf(all: readonly Blocks[]): Blocks {
  return {
    open: Math.min(...all.map(({ open }) => open)),
    select: Math.min(...all.map(({ select }) => select)),
  };
}

function textsOf({ session }: PanelState): string[] {
  return session.turns.map(({ text }) => text);
}

/**
 * The longest time that a task blocks the extension host, in milliseconds of processor time: other processes, which may
 * take the processor away for long, do not count.
 */
async function longestBlock(task: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = threadTimeMs();
  const sample = () => {
    const now = threadTimeMs();
    longest = Math.max(longest, now - last);
    last = now;
  };
  const timer = setInterval(sample, 1);
  try {
    await task();
  } finally {
    clearInterval(timer);
  }
  sample();
  return longest;
}

/** The processor time of this thread so far; of the whole process in versions of Node that do not report it by thread. */
function threadTimeMs(): number {
  const node = process as NodeJS.Process & { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = node.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1_000;
}
