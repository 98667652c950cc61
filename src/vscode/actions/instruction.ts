import * as vscode from 'vscode';

/** Asks what is to be done with code; `where` says which code. Undefined if the user gives it up. */
export async function askForInstruction(where: string, last: string): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const input = vscode.window.createInputBox();
  input.title = t('Edit with Instructions');
  input.prompt = where;
  input.placeholder = t('What is to change, such as: return early, or add types');
  input.value = last;
  input.valueSelection = [0, last.length];
  // Whoever looks at the code meanwhile comes back.
  input.ignoreFocusOut = true;
  const entered = new Promise<string | undefined>((resolve) => {
    input.onDidChangeValue(() => {
      input.validationMessage = undefined;
    });
    input.onDidAccept(() => {
      const value = input.value.trim();
      if (value !== '') resolve(value);
      else input.validationMessage = t('Say what is to change.');
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
