import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatBody, FimBody } from '../../server/protocol.ts';
import { CodeBlockActions } from '../../../src/vscode/chat/apply/codeBlockActions.ts';
import { localizedPanelStrings } from '../../../src/vscode/chat/panel/localizedPanelStrings.ts';
import { Settings } from '../../../src/vscode/settings/settings.ts';
import { SETTING_DEFINITIONS } from '../../../src/vscode/settings/settingDefinitions.ts';
import {
  accept,
  activated,
  admin,
  closeAll,
  completionRequests,
  showDocument,
  triggerSuggestion,
  until,
  writeWorkspaceFile,
} from '../../support/extensionHost.ts';
import { FakeWindow } from '../../support/fakeWindow.ts';
import { TestApp } from '../../support/testApp.ts';
import { assertUserSettingsApply } from '../../support/workspaceSettings.ts';

describe('an untrusted workspace', () => {
  before(async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    await activated();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  afterEach(async () => {
    await closeAll();
    await admin().reset();
  });

  it('can only turn features off and exclude more files', async () => {
    const settings = new Settings();
    try {
      await assertUserSettingsApply(settings);
      const document = await vscode.workspace.openTextDocument({ language: 'typescript' });
      assert.deepEqual(settings.completion(document), {
        model: SETTING_DEFINITIONS['completion.model'].defaultValue,
        multiline: 'auto',
        delay: 0, // the user's own
        maxTokens: 256,
        temperature: 0,
        prefetch: false,
      });
      assert.deepEqual(settings.chat(), {
        model: SETTING_DEFINITIONS['chat.model'].defaultValue,
        temperature: undefined,
        maxTokens: undefined,
        topP: undefined,
        systemPrompt: '',
        reasoning: 'off',
      });
    } finally {
      settings.dispose();
    }
  });

  it('completes with the user settings', async () => {
    await admin().answer('42;');
    const editor = await showDocument('const x = █\n');
    await triggerSuggestion();
    assert.equal(await accept(editor), 'const x = 42;\n');
    const [request] = await completionRequests();
    assert.equal(request?.service, 'mistral');
    assert.equal((request.body as FimBody).model, 'codestral-latest');
  });

  it('chats with the user settings and without a button that runs code', async () => {
    const host = await TestApp.build(process.env);
    try {
      await host.showPanel();
      const words = /id="strings">(.*?)<\/script>/.exec(host.panel.html)?.[1] ?? '';
      assert.deepEqual(JSON.parse(words), { ...localizedPanelStrings(), run: '' });
      await host.ask('hello');
      const asked = (await admin().requests()).find(({ path }) => path.includes('/chat/'));
      assert.equal(asked?.service, 'mistral');
      const { model, messages } = asked.body as ChatBody;
      assert.equal(model, 'mistral-medium-latest');
      assert.doesNotMatch(JSON.stringify(messages), /what the workspace says/);
    } finally {
      await host.end();
    }
  });

  it('reads no project instructions and reviews nothing', async () => {
    await writeWorkspaceFile('AGENTS.md', 'The rules of a stranger.');
    await writeWorkspaceFile('.github/prompts/stranger.prompt.md', 'The prompt of a stranger.');
    const host = await TestApp.build(process.env);
    const window = new FakeWindow();
    try {
      await host.showPanel();
      await host.ask('hello');
      const asked = (await admin().requests()).map(({ rawBody }) => rawBody).join();
      assert.match(asked, /hello/);
      assert.doesNotMatch(asked, /stranger/);
      assert.ok(host.panel.state.commands.every(({ name }) => !/stranger|review/.test(name)));
      await (await host.parts.actions()).review.run(undefined);
      assert.deepEqual(window.messages, ['Reviews are not available in an untrusted workspace.']);
    } finally {
      window.restore();
      await host.end();
    }
  });

  it('offers no commands to the model of the chat, and runs none that it asks for', async () => {
    const call = { name: 'run_command', arguments: '{"command":"echo hello"}' };
    await admin().answerNextChats([
      { text: 'I run it.', calling: { calls: [call], form: 'whole' } },
      'Not possible.',
    ]);
    const host = await TestApp.build(process.env);
    try {
      await host.showPanel();
      host.panel.post({ type: 'send', text: 'Run echo hello' });
      await until('the answer', () => {
        return host.panel.state.session.turns.at(-1)?.text.includes('Not') === true;
      });
      const last = host.panel.state.session.turns.at(-1);
      assert.ok(last?.role === 'assistant' && last.steps[0]?.state === 'failed');
      const [first] = (await admin().requests()).filter(({ path }) => path.includes('/chat/'));
      const { tools } = first?.body as ChatBody;
      const names = tools?.map((tool) => tool.function.name) ?? [];
      assert.ok(names.includes('read_file') && !names.includes('run_command'), names.join());
      assert.deepEqual(
        [host.panel.state.toolConfirmation, vscode.window.terminals.length],
        [undefined, 0],
      );
    } finally {
      await host.end();
    }
  });

  it('runs nothing in a terminal', async () => {
    const reported: string[] = [];
    const code = new CodeBlockActions({
      target: () => undefined,
      notify: (text) => void reported.push(text),
      preview: undefined as never,
      commandTerminal: { runForUser: () => Promise.reject(new Error('something is run')) },
    });
    assert.equal(await code.run('echo hello', 'sh'), false);
    assert.deepEqual(reported, ['Commands can’t be run in an untrusted workspace.']);
  });
});
