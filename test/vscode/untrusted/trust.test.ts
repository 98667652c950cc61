import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatBody, FimBody } from '../../server/protocol.ts';
import { ApplyCode } from '../../../src/vscode/chat/applyCode.ts';
import { panelWords } from '../../../src/vscode/chat/panelWords.ts';
import { Settings } from '../../../src/vscode/settings.ts';
import { SETTINGS } from '../../../src/vscode/settingTable.ts';
import { accept, activated, admin, closeAll, completions, show, trigger } from '../support.ts';
import { WholeHost } from '../wholeHost.ts';
import { assertUsersOwn } from '../workspaceSays.ts';

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

  it('decides nothing but what may be switched off and what is added to the excluded files', async () => {
    const settings = new Settings();
    try {
      await assertUsersOwn(settings);
      const document = await vscode.workspace.openTextDocument({ language: 'typescript' });
      assert.deepEqual(settings.completion(document), {
        model: SETTINGS['completion.model'].standard,
        multiline: 'auto',
        delay: 0, // the user's own
        maxTokens: 256,
        temperature: 0,
        prefetch: false,
      });
      assert.deepEqual(settings.chat(), {
        model: SETTINGS['chat.model'].standard,
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

  it('has completions with the user’s own settings', async () => {
    await admin().answer('42;');
    const editor = await show('const x = █\n');
    await trigger();
    assert.equal(await accept(editor), 'const x = 42;\n');
    const [request] = await completions();
    assert.equal(request?.service, 'mistral');
    assert.equal((request.body as FimBody).model, 'codestral-latest');
  });

  it('has a chat with the user’s own settings, and no button that runs code', async () => {
    const host = await WholeHost.build(process.env);
    try {
      await host.showPanel();
      const words = /id="words">(.*?)<\/script>/.exec(host.panel.html)?.[1] ?? '';
      assert.deepEqual(JSON.parse(words), { ...panelWords(), run: '' });
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

  it('runs nothing in a terminal', async () => {
    const told: string[] = [];
    const code = new ApplyCode({
      target: () => undefined,
      tell: (text) => void told.push(text),
      preview: undefined as never,
      terminal: { run: () => Promise.reject(new Error('something is run')) },
    });
    assert.equal(await code.run('echo hello', 'sh'), false);
    assert.deepEqual(told, ['In an untrusted workspace nothing is run.']);
  });
});
