import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { isInProgress } from '../../src/webview/panelModel.ts';
import type { AssistantTurnView } from '../../src/protocol/panelViews.ts';
import type { ToolConfirmationView } from '../../src/protocol/changeViews.ts';
import type { FromPanel } from '../../src/protocol/fromPanel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { activated, admin, until } from '../support/extensionHost.ts';
import { TestApp } from '../support/testApp.ts';
import type { TestStorage } from '../support/testApp.ts';

type Action = Extract<FromPanel, { type: 'confirmation' }>['action'];

describe('run_command in a trusted workspace', () => {
  let app: TestApp;
  let storage: TestStorage;
  /** The exit codes of the commands that ended in a terminal, with the state of the answer at that time. */
  let ended: (readonly [number | undefined, AssistantTurnView['state'] | undefined])[];
  const { showQuickPick } = vscode.window;
  const own: vscode.Disposable[] = [];

  before(async () => {
    assert.ok(vscode.workspace.isTrusted);
    await activated();
  });
  beforeEach(async () => {
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    storage = await TestApp.storage();
    ended = [];
    own.push(
      vscode.window.onDidEndTerminalShellExecution(({ exitCode }) => {
        ended.push([exitCode, answer()?.state]);
      }),
    );
    await begin(storage);
  });
  afterEach(async () => {
    vscode.window.showQuickPick = showQuickPick;
    for (const each of own.splice(0)) each.dispose();
    for (const each of vscode.window.terminals) each.dispose();
    await app.end();
    await admin().reset();
    await rm(storage.folder, { recursive: true, force: true });
    await until('no terminal', () => vscode.window.terminals.length === 0);
  });

  /** Opens the chat of a window with what a workspace stores. */
  async function begin(from: TestStorage): Promise<void> {
    app = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY }, from);
    await app.showPanel();
  }

  /** Has the model call the tool for each command, one after another, and then answer. */
  async function ask(...commands: readonly string[]): Promise<void> {
    const calls = commands.map((command) => ({
      text: '',
      calling: {
        calls: [{ name: 'run_command', arguments: JSON.stringify({ command }) }],
        form: 'whole' as const,
      },
    }));
    await admin().answerNextChats([...calls, 'That is all.']);
    app.panel.post({ type: 'send', text: 'Run it' });
  }

  const answer = (): AssistantTurnView | undefined => {
    const last = app.panel.state.session.turns.at(-1);
    return last?.role === 'assistant' ? last : undefined;
  };

  /** The question that the panel shows. */
  async function asked(): Promise<ToolConfirmationView> {
    await until('the question', () => app.panel.state.toolConfirmation !== undefined);
    return app.panel.state.toolConfirmation!;
  }

  /** Answers the question; resolves when the panel no longer shows it. */
  async function press(action: Action): Promise<ToolConfirmationView> {
    const question = await asked();
    app.panel.post({ type: 'confirmation', id: question.id, action });
    await until('the next question', () => app.panel.state.toolConfirmation?.id !== question.id);
    return question;
  }

  const done = () =>
    until('the answer', () => {
      const last = answer();
      return last !== undefined && !isInProgress(last);
    });

  /** What the model was sent as the results of its calls. */
  async function results(): Promise<readonly string[]> {
    const { messages } = (await admin().requests()).at(-1)?.body as ChatBody;
    return messages.flatMap(({ role, content }) =>
      role === 'tool' && typeof content === 'string' ? [content] : [],
    );
  }

  it('asks with the whole command, runs it in a visible terminal, and returns a bounded output', async () => {
    const command =
      'echo first; seq 1 30000; echo "end of $((20 + 22))"; exit_code() { return 3; }; exit_code';
    await ask(command);
    const question = await asked();
    assert.deepEqual([question.kind, question.text], ['command', command]);
    assert.deepEqual(vscode.window.terminals, [], 'nothing runs before the confirmation');
    await press('allow');
    await done();
    assert.equal(vscode.window.activeTerminal?.name, 'Codestral');
    const [result = ''] = await results();
    assert.ok(result.startsWith(`$ ${command}\n`), result.slice(0, 200));
    assert.match(result, /\nfirst\n1\n2\n3\n/);
    assert.match(result, /output left out[^]*\n29999\n30000\nend of 42\n\(exit code: 3\)$/);
    assert.ok(result.length < 20_000, `${result.length} characters`);
    assert.equal(answer()?.steps[0]?.state, 'done');
    assert.equal(answer()?.text, 'That is all.');
  });

  it('stops a running command together with the answer', async () => {
    await ask('echo started; sleep 600; echo late');
    let hasStarted = false;
    own.push(
      vscode.window.onDidStartTerminalShellExecution(() => {
        hasStarted = true;
      }),
    );
    await press('allow');
    await until('the start of the command', () => hasStarted);
    app.panel.post({ type: 'stop' });
    await until('the end of the command', () => ended.length === 1);
    // The answer does not wait for the command, which ended early: it was interrupted.
    assert.equal(ended[0]?.[1], 'stopped');
    assert.notEqual(ended[0][0], 0);
    assert.deepEqual([answer()?.steps[0]?.state, answer()?.text], ['stopped', '']);
    assert.equal(app.panel.state.toolConfirmation, undefined);
  });

  it('names the chat that asks if another one is on screen', async () => {
    await ask('echo from the first chat');
    const question = await asked();
    assert.equal(question.otherChat, undefined);
    const first = app.panel.state.session;
    await (await app.parts.chat()).newChat();
    await until('the new chat', () => app.panel.state.session.id !== first.id);
    const chat = { id: first.id, title: first.title };
    assert.deepEqual(app.panel.state.toolConfirmation, { ...question, otherChat: chat });
    app.panel.post({ type: 'openSession', id: first.id });
    await until('the first chat', () => app.panel.state.session.id === first.id);
    assert.deepEqual(app.panel.state.toolConfirmation, question);
    await press('allow');
    await done();
    assert.equal(answer()?.text, 'That is all.');
  });

  it('runs nothing that is rejected', async () => {
    await ask('echo no');
    await press('reject');
    await done();
    assert.match((await results())[0] ?? '', /did not allow/);
    assert.equal(answer()?.steps[0]?.state, 'declined');
    assert.deepEqual(vscode.window.terminals, []);
  });

  it('always allows exactly one command, in one workspace, until that is revoked', async () => {
    await ask('echo one', 'echo one', 'echo one ');
    await press('always');
    // The second call ran without a question.
    assert.equal((await press('reject')).text, 'echo one ');
    await done();
    assert.deepEqual(
      (await results()).map((result) => result.split('\n').at(-1)),
      [
        '(exit code: 0)',
        '(exit code: 0)',
        'The user did not allow this command. Continue without it, or ask the user.',
      ],
    );
    assert.match(app.panel.state.notice?.text ?? '', /Ran an allowed command: echo one/);
    assert.deepEqual(storage.memory.get('chat.allowedCommands'), ['echo one']);
    // Another window of the same workspace, where it is listed and revoked.
    await app.end();
    await begin(storage);
    const listed: string[] = [];
    vscode.window.showQuickPick = (async (items: readonly vscode.QuickPickItem[]) => {
      listed.push(...items.map(({ label }) => label));
      return [];
    }) as never;
    await ask('echo one');
    await until('the allowed command', () => app.panel.state.notice?.button !== undefined);
    app.panel.post({ type: 'notice', id: app.panel.state.notice!.id });
    await until('the list', () => listed.length > 0);
    assert.deepEqual(listed, ['echo one']);
    await done();
    await ask('echo one');
    await press('reject');
    await done();
    assert.deepEqual(storage.memory.get('chat.allowedCommands'), []);
  });
});
