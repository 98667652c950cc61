import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  admin,
  completionRequests,
  pause,
  triggerSuggestion,
  typeText,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { useCompletions } from '../support/suiteHooks.ts';

/** Longer than the idle time after which the context is selected, in milliseconds; a busy machine needs several. */
const SELECTION_MS = 1_000;
const MAX_ATTEMPTS = 10;

const shared = Array.from({ length: 12 }, (_, at) => `sharedName${at}`);

/** Code with names shared by all files and further ones. In JavaScript, since TypeScript reports unknown names. */
function code(stem: string): string {
  const own = Array.from({ length: 12 }, (_, at) => `${stem}Own${at}`);
  return [...shared, ...own].map((name) => `${name}();`).join('\n');
}

async function open(name: string, text: string): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await writeWorkspaceFile(name, text));
  return vscode.window.showTextDocument(document, { preview: false });
}

async function prompts(): Promise<readonly string[]> {
  const requests = await completionRequests();
  return requests.map(({ rawBody }) => (JSON.parse(rawBody) as { prompt: string }).prompt);
}

/**
 * The prompt of a completion at the end of the active document, once its context contains `expected`: whatever else is
 * selected with it is in the prompt, too.
 */
async function promptWith(expected: string): Promise<string> {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    await pause(SELECTION_MS);
    // Another line each time: a cached suggestion needs no request.
    const line = `const attempt${attempt} = `;
    await vscode.commands.executeCommand('cursorBottom');
    await typeText(`\n${line}`);
    await triggerSuggestion();
    const found = async () => (await prompts()).find((prompt) => prompt.endsWith(line));
    await until('a request', async () => (await found()) !== undefined);
    const prompt = await found();
    if (prompt?.includes(expected)) return prompt;
  }
  throw new Error(`no prompt contains ${expected}`);
}

describe('the context of completions', () => {
  useCompletions();

  beforeEach(() => admin().answer('42'));

  it('includes similar open files, never an excluded one', async () => {
    await open('near.js', code('near'));
    await open('secrets.js', code('hidden'));
    await open('current.js', code('current'));
    const prompt = await promptWith('+++++ near.js\n');
    assert.ok(prompt.startsWith('+++++ near.js\nsharedName0();\n'), prompt);
    assert.ok(prompt.includes('\n\n+++++ current.js\n'));
    assert.ok(!prompt.includes('hiddenOwn'));
  });

  it('includes recent edits of another file', async () => {
    await open('near.py', code('near'));
    const editor = await open('edited.py', `def old():\n    pass\n${code('current')}`);
    // The text before the edit is known once the context of this file has been selected.
    await promptWith('+++++ near.py\n');
    await editor.edit((edit) => {
      edit.replace(new vscode.Range(0, 0, 0, 10), 'def fresh():');
    });
    await open('current.js', '');
    const prompt = await promptWith('+++++ recent_edits.diff\n');
    assert.ok(prompt.includes('--- edited.py\n'), prompt);
    assert.ok(prompt.includes('\n-def old():\n+def fresh():\n'), prompt);
  });

  for (const [off, marker, other] of [
    ['openFiles', '+++++ recent_edits.diff\n', '+++++ near.js\n'],
    ['recentEdits', '+++++ near.js\n', 'recent_edits.diff'],
  ] as const) {
    it(`includes nothing of a source that the workspace turns off: ${off}`, async () => {
      const config = vscode.workspace.getConfiguration('codestral.completion.context');
      await config.update(off, false, vscode.ConfigurationTarget.Workspace);
      try {
        await open('near.js', code('near'));
        const editor = await open('edited.js', 'old();\n');
        await editor.edit((edit) => {
          edit.insert(new vscode.Position(0, 0), 'fresh();\n');
        });
        await open('current.js', code('current'));
        assert.ok(!(await promptWith(marker)).includes(other));
      } finally {
        await config.update(off, undefined, vscode.ConfigurationTarget.Workspace);
      }
    });
  }
});
