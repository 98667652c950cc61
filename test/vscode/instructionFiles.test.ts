import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ChatBody, RequestRecord } from '../server/protocol.ts';
import { openPreviewTabs } from '../../src/vscode/preview/previewTabs.ts';
import {
  activated,
  admin,
  closeAll,
  showDocument,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { TestApp, VERSION } from '../support/testApp.ts';

const FILES = ['AGENTS.md', 'shop', '.github/copilot-instructions.md', '.github/instructions'];

describe('project instructions', () => {
  let host: TestApp;
  let folder: string;
  const chat = () => vscode.workspace.getConfiguration('codestral.chat');

  before(async () => {
    await activated();
    folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  });

  beforeEach(async () => {
    await put('AGENTS.md', 'Top rules.\n');
    await put('shop/AGENTS.md', 'Shop rules.\n');
    await put('shop/cart/cart.ts', 'export const cart = [];\n');
    await put('.github/copilot-instructions.md', 'Always be brief.\n');
    await put('.github/instructions/ts.instructions.md', '---\napplyTo: **/*.ts\n---\nUse types.');
    await put('.github/instructions/py.instructions.md', '---\napplyTo: "*.py"\n---\nUse hints.');
    await put(
      '.github/instructions/big.instructions.md',
      `---\napplyTo: **\n---\n${'x'.repeat(300_000)}`,
    );
    await put('.github/instructions/binary.instructions.md', '---\napplyTo: **\n---\nnul \0 byte');
    await put(
      '.github/prompts/plan.prompt.md',
      '---\ndescription: Make a plan\n---\nPlan in steps.',
    );
    await put('.github/prompts/fix.prompt.md', 'Not this one.');
    host = await TestApp.build(process.env);
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await admin().answerChat('Done.');
  });

  afterEach(async () => {
    await closeAll();
    await host.end();
    await admin().reset();
    await chat().update('instructionFiles', undefined, true);
    for (const each of FILES) await rm(join(folder, each), { recursive: true, force: true });
  });

  async function put(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeWorkspaceFile(name, text);
  }

  const open = () => showDocument('█', { uri: vscode.Uri.file(join(folder, 'shop/cart/cart.ts')) });
  const chips = () =>
    host.panel.state.composer.chips
      .filter(({ kind }) => kind === 'instructions')
      .map(({ detail }) => detail);
  const requests = async (): Promise<readonly RequestRecord[]> => {
    const agent = `codestral-vscode/${VERSION}`;
    return (await admin().requests()).filter(
      ({ headers, path }) => headers['user-agent'] === agent && path.includes('/chat/'),
    );
  };
  const ask = async (text: string): Promise<string> => {
    const count = (await requests()).length;
    host.panel.post({ type: 'send', text });
    await until('an answer', async () => (await requests()).length > count);
    const { turns } = host.panel.state.session;
    await until('the end of the answer', () => {
      const last = host.panel.state.session.turns.at(-1);
      return turns.length > 0 && last?.role === 'assistant' && last.state === 'done';
    });
    const { messages } = (await requests()).at(-1)?.body as ChatBody;
    return messages.map(({ content }) => JSON.stringify(content)).join('\n');
  };

  it('are sent once with the nearest AGENTS.md and the files that apply, as removable chips', async () => {
    await open();
    await host.showPanel();
    const all = [
      'shop/AGENTS.md',
      '.github/copilot-instructions.md',
      '.github/instructions/ts.instructions.md',
    ];
    await until('the chips', () => chips().length === 3);
    assert.deepEqual(chips(), all);
    const removed = host.panel.state.composer.chips.find(
      ({ label }) => label === 'ts.instructions.md',
    );
    host.panel.post({ type: 'detach', id: removed?.id ?? '' });
    await until('the chip to go', () => chips().length === 2);
    const first = await ask('Where is the cart?');
    assert.match(first, /Project instructions: shop\/AGENTS\.md\\n```\\nShop rules\.\\n```/);
    assert.match(first, /Always be brief\./);
    assert.doesNotMatch(first, /Top rules|Use types|Use hints|nul |xxx/);
    const [system] = first.split('\n');
    // The model has the others.
    await until('the file to return', () => chips().join() === all[2]);
    const second = await ask('And now?');
    assert.equal(second.split('\n')[0], system);
    assert.equal(second.match(/Shop rules/g)?.length, 1);
    assert.match(second, /Use types/);
    await until('all to be known', () => chips().length === 0);
  });

  it('are read again when they change, and not at all when turned off', async () => {
    await open();
    await host.showPanel();
    assert.match(await ask('One?'), /Shop rules/);
    await put('shop/AGENTS.md', 'Other rules.\n');
    assert.match(await ask('Two?'), /Other rules/);
    await chat().update('instructionFiles', false, true);
    await until('no chips', () => chips().length === 0);
    host.panel.post({ type: 'send', text: '/clear' });
    await until('a new chat', () => host.panel.state.session.turns.length === 0);
    assert.doesNotMatch(await ask('Three?'), /rules\.|Always be brief/);
  });

  it('never leave the workspace folder, and respect the exclude list', async () => {
    const privacy = vscode.workspace.getConfiguration('codestral.privacy');
    const excluded: unknown = privacy.inspect('exclude')?.globalValue;
    const outside = join(dirname(folder), 'codestral-outside.md');
    await rm(join(folder, 'shop/AGENTS.md'));
    execFileSync('sh', ['-c', 'printf "Outside rules." > "$0"', outside]);
    await symlink(outside, join(folder, 'shop/AGENTS.md'));
    await privacy.update('exclude', ['**/copilot-instructions.md'], true);
    try {
      await open();
      await host.showPanel();
      const sent = await ask('Where?');
      assert.doesNotMatch(sent, /Outside rules|Always be brief/);
      assert.match(sent, /Use types/);
    } finally {
      await privacy.update('exclude', excluded, true);
      await rm(outside);
    }
  });

  for (const [target, text, isSent] of [
    ['CLAUDE.md', 'Linked rules.', true],
    ['local/rules.md', 'Ignored rules.', false],
  ] as const) {
    it(`are ${isSent ? '' : 'not '}read through a link to ${target}${isSent ? '' : ', which Git ignores'}`, async () => {
      await rm(join(folder, 'shop/AGENTS.md'), { force: true });
      await mkdir(join(folder, 'shop/local'));
      await writeFile(join(folder, 'shop/local/.gitignore'), '*\n');
      await writeFile(join(folder, 'shop', target), text);
      await symlink(target, join(folder, 'shop/AGENTS.md'));
      try {
        await open();
        await host.showPanel();
        assert.equal((await ask('Where?')).includes(text), isSent);
      } finally {
        await rm(join(folder, 'shop/local'), { recursive: true });
        await rm(join(folder, 'shop', target), { force: true });
      }
    });
  }

  it('include prompt files as slash commands, except those named like a command of the chat', async () => {
    await host.showPanel();
    const listed = () => host.panel.state.commands.map(({ name, detail }) => `${name}: ${detail}`);
    await until('the command', () => listed().includes('plan: Make a plan'));
    assert.equal(listed().filter((each) => each.startsWith('fix:')).length, 1);
    assert.match(listed().at(-1) ?? '', /^clear/);
    const sent = await ask('/plan a discount');
    assert.match(sent, /Prompt file: \.github\/prompts\/plan\.prompt\.md\\n```\\nPlan in steps\./);
    assert.match(sent, /\/plan a discount/);
    assert.match(await ask('/fix it'), /Find and fix the bugs/);
    assert.doesNotMatch((await requests()).map(({ rawBody }) => rawBody).join(), /Not this one/);
  });

  it('are sent with actions', async () => {
    const window = new FakeWindow();
    try {
      const editor = await open();
      const { edit } = await host.parts.actions();
      window.typed = 'Add a type';
      await admin().answerChat('```ts\nexport const cart: string[] = [];\n```');
      const range = new vscode.Range(0, 0, 0, 5);
      const finished = edit.run([editor.document.uri, range]);
      await until('a request', async () => (await requests()).length === 1);
      const [{ body } = { body: undefined }] = await requests();
      const [system] = (body as ChatBody).messages;
      assert.match(JSON.stringify(system), /Project instructions[^]*Shop rules\.[^]*Use types\./);
      await until('the preview', () => openPreviewTabs().length === 1);
      await closeAll();
      await finished;
    } finally {
      window.restore();
    }
  });
});
