import * as vscode from 'vscode';

/**
 * Asks for an editing instruction; undefined if the user cancels. `target` describes the code, `last` is the suggested
 * instruction: the one before.
 */
export async function askForInstruction(target: string, last: string): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const input = vscode.window.createInputBox();
  input.title = t('Edit with Instructions');
  input.prompt = target;
  input.placeholder = t('Describe the change, e.g. "return early" or "add types"');
  input.value = last;
  input.valueSelection = [0, last.length];
  // The user may look at the code before typing.
  input.ignoreFocusOut = true;
  const entered = new Promise<string | undefined>((resolve) => {
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    });
    input.onDidAccept(() => {
      const value = input.value.trim();
      if (value !== '') resolve(value);
      else input.validationMessage = t('Enter an instruction.');
    });
    input.onDidHide(() => {
      resolve(undefined);
    });
  });
  input.show();
  const instruction = await entered;
  input.dispose();
  return instruction;
}
