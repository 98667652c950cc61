import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  activated,
  admin,
  closeAll,
  completions,
  pause,
  trigger,
  until,
  write,
} from './support.ts';

/** Longer than the user has to be idle before the context is chosen, in milliseconds. */
const CHOSEN_MS = 1_000;

const shared = Array.from({ length: 12 }, (_, at) => `sharedName${at}`);

/** Code that names what the other files name too, and what only this one does. */
function code(stem: string): string {
  const own = Array.from({ length: 12 }, (_, at) => `${stem}Own${at}`);
  return [...shared, ...own].map((name) => `${name}();`).join('\n');
}

async function open(name: string, text: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await write(name, text));
  return vscode.window.showTextDocument(document, { preview: false });
}

/** The prompt of a completion at the end of the active document, once its context is chosen. */
async function promptAtEnd(): Promise<string> {
  await vscode.commands.executeCommand('cursorBottom');
  await pause(CHOSEN_MS);
  const asked = (await completions()).length;
  await trigger();
  await until('a request', async () => (await completions()).length > asked);
  const request = (await completions()).at(-1);
  return (JSON.parse(request?.rawBody ?? '{}') as { prompt: string }).prompt;
}

describe('the context of completions', () => {
  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await admin().answer('42');
  });

  afterEach(async () => {
    await closeAll();
    await admin().reset();
  });

  it('takes along open files that are alike, never an excluded one', async () => {
    await open('near.ts', code('near'));
    await open('secrets.ts', code('hidden'));
    await open('current.ts', `${code('current')}\nconst x = `);
    const prompt = await promptAtEnd();
    assert.ok(prompt.startsWith('+++++ near.ts\nsharedName0();\n'), prompt);
    assert.ok(prompt.includes('\n\n+++++ current.ts\n'));
    assert.ok(!prompt.includes('hiddenOwn'));
  });

  it('takes along what was edited in another file', async () => {
    const editor = await open('edited.py', 'def old():\n    pass\n');
    await pause(CHOSEN_MS);
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(0, 0, 0, 10), 'def fresh():');
    });
    await open('current.ts', 'const x = ');
    const prompt = await promptAtEnd();
    assert.ok(prompt.includes('+++++ recent_edits.diff\n--- edited.py\n'), prompt);
    assert.ok(prompt.includes('\n-def old():\n+def fresh():\n'), prompt);
  });

  it('takes nothing along when a workspace has switched both sources off', async () => {
    const config = vscode.workspace.getConfiguration('codestral.completion.context');
    const { Workspace } = vscode.ConfigurationTarget;
    await config.update('openFiles', false, Workspace);
    await config.update('recentEdits', false, Workspace);
    try {
      const editor = await open('near.ts', code('near'));
      await editor.edit((edit) => {
        edit.insert(new vscode.Position(0, 0), 'fresh();\n');
      });
      await open('current.ts', `${code('current')}\nconst x = `);
      assert.ok(!(await promptAtEnd()).includes('+++++ '));
    } finally {
      await config.update('openFiles', undefined, Workspace);
      await config.update('recentEdits', undefined, Workspace);
    }
  });
});
