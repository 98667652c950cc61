import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  accept,
  admin,
  explanation,
  show,
  trigger,
  until,
  write,
} from '../support/extensionHost.ts';
import { useCompletions } from '../support/suiteHooks.ts';

describe('the tokens of completions', () => {
  useCompletions();

  it('come from the grammar of VS Code where a document contains other languages', async () => {
    const page = "<p>don't (</p>\n<script>\nconst clean = s.replace();\n</script>\n";
    const uri = await write('page.html', page);
    await admin().answer('(');
    await show(page.replace('</p>', '█</p>'), { uri });
    await until('the grammar', async () => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
      await trigger();
      return (await explanation()).includes('TextMate grammar text.html');
    }).catch(async (error: unknown) => {
      throw new Error(await explanation(), { cause: error });
    });
    await admin().answer('/["(]/g, "");');
    const editor = await show(page.replace('();', '(█);'), { uri });
    await trigger();
    assert.equal(await accept(editor), page.replace('();', '(/["(]/g, "");'));
  });

  it('come from the built-in scanner in languages that it knows', async () => {
    await admin().answer('len(xs))');
    await show('print(█)\n', { uri: await write('a.py', 'print()\n') });
    await trigger();
    await until('the explanation', async () =>
      (await explanation()).includes('built-in scanner'),
    ).catch(async (error: unknown) => {
      throw new Error(await explanation(), { cause: error });
    });
  });
});
