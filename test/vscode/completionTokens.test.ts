import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  accept,
  admin,
  explanation,
  showDocument,
  triggerSuggestion,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';
import { useCompletions } from '../support/suiteHooks.ts';

describe('the tokens of completions', () => {
  useCompletions();

  it('come from the grammar of VS Code where a document contains other languages', async () => {
    const page = "<p>don't (</p>\n<script>\nconst clean = s.replace();\n</script>\n";
    const uri = await writeWorkspaceFile('page.html', page);
    await admin().answer('(');
    await showDocument(page.replace('</p>', '█</p>'), { uri });
    await until('the grammar', async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await triggerSuggestion();
      return (await explanation()).includes('TextMate grammar text.html');
    }).catch(async (error: unknown) => {
      throw new Error(await explanation(), { cause: error });
    });
    await admin().answer('/["(]/g, "");');
    const editor = await showDocument(page.replace('();', '(█);'), { uri });
    await triggerSuggestion();
    assert.equal(await accept(editor), page.replace('();', '(/["(]/g, "");'));
  });

  it('come from the built-in scanner in languages that it knows', async () => {
    await admin().answer('len(xs))');
    await showDocument('print(█)\n', { uri: await writeWorkspaceFile('a.py', 'print()\n') });
    await triggerSuggestion();
    await until('the explanation', async () =>
      (await explanation()).includes('built-in scanner'),
    ).catch(async (error: unknown) => {
      throw new Error(await explanation(), { cause: error });
    });
  });
});
