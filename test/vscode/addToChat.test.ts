import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ChatModule } from '../../src/vscode/chat/chatModule.ts';
import {
  activated,
  closeAll,
  showDocument,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { TestApp } from '../support/testApp.ts';

describe('Add to Chat', () => {
  let host: TestApp;
  let chat: ChatModule;

  before(activated);

  beforeEach(async () => {
    await closeAll();
    host = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    chat = await host.parts.chat();
    // The fake panel belongs to another instance than the installed extension.
    Object.assign(chat.view, { show: () => Promise.resolve() });
    await host.showPanel();
  });

  afterEach(async () => {
    await host.end();
    await closeAll();
  });

  /** The labels of the attachments once there are `count`. */
  async function chips(count: number): Promise<readonly string[]> {
    const labels = () => host.panel.state.composer.chips.map(({ label }) => label);
    await until(`${count} attachments`, () => labels().length === count);
    return labels();
  }

  async function refusal(): Promise<string> {
    await until('a notice', () => host.panel.state.notice !== undefined);
    return host.panel.state.notice?.text ?? '';
  }

  it('attaches the selection, or the file if nothing is selected', async () => {
    const uri = await writeWorkspaceFile('added/one.ts', 'one();\ntwo();\n');
    const editor = await showDocument('█one', { uri });
    await chat.add([]);
    assert.deepEqual(await chips(1), ['one.ts']);
    editor.selection = new vscode.Selection(1, 0, 1, 5);
    await chat.add([]);
    assert.deepEqual(await chips(2), ['one.ts', 'one.ts:2']);
  });

  it('attaches files and folders of the explorer without excluded files', async () => {
    const file = await writeWorkspaceFile('added/one.ts', 'one();\n');
    const folder = vscode.Uri.joinPath(
      await writeWorkspaceFile('added/in/two.ts', 'two();\n'),
      '..',
    );
    const secret = await writeWorkspaceFile('added/.env', 'KEY=1\n');
    await chat.add([file, folder, secret]);
    assert.deepEqual(await chips(2), ['one.ts', 'in/']);
    assert.match(await refusal(), /^added\/\.env is excluded/);
  });

  it('attaches the file on the right side of a diff', async () => {
    const [left, right] = [
      await writeWorkspaceFile('added/a.ts', 'a();\n'),
      await writeWorkspaceFile('added/b.ts', 'b();\n'),
    ];
    await vscode.commands.executeCommand('vscode.diff', left, right);
    await until('the diff', () => vscode.window.activeTextEditor?.document.uri.path === right.path);
    await chat.add([]);
    assert.deepEqual(await chips(1), ['b.ts']);
  });

  it('attaches the notebook of a cell', async () => {
    const cell = { kind: 2, value: 'print(1)', languageId: 'python' };
    const text = JSON.stringify({
      ...{ nbformat: 4, nbformat_minor: 5, metadata: {} },
      cells: [{ cell_type: 'code', source: cell.value, metadata: {}, outputs: [], id: 'a' }],
    });
    const notebook = await vscode.workspace.openNotebookDocument(
      await writeWorkspaceFile('added/n.ipynb', text),
    );
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.cell.edit');
    await until('the cell', () => vscode.window.activeTextEditor?.document.languageId === 'python');
    await chat.add([]);
    assert.deepEqual(await chips(1), ['n.ipynb']);
  });

  it('reports that there is no recent terminal command', async () => {
    await chat.addTerminal();
    assert.match(await refusal(), /Shell integration is required/);
    assert.deepEqual(await chips(0), []);
  });
});
