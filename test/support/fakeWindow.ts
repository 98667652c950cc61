import * as vscode from 'vscode';

type ShowMessage = (
  message: string,
  ...rest: readonly (string | vscode.MessageOptions)[]
) => Promise<string | undefined>;

/**
 * Replaces the messages and input boxes of VS Code's window; records messages and answers them. A problem that an input
 * box shows counts as a message with the box's buttons.
 */
export class FakeWindow {
  /** All messages, in order. */
  readonly messages: string[] = [];
  /** The details of modal messages. */
  readonly details: string[] = [];
  /** The selected text of each input box when it was shown. */
  readonly offered: string[] = [];
  /** The text typed into the next input box, which is then accepted. */
  typed = '';
  /** The button to press in a message; undefined dismisses it. `Enter` accepts an input box again. */
  press: (
    message: string,
    buttons: readonly string[],
  ) => string | undefined | Promise<string | undefined> = () => undefined;
  readonly #real = { ...vscode.window };

  constructor() {
    const say: ShowMessage = (message, ...rest) => {
      this.messages.push(message);
      for (const each of rest) if (typeof each === 'object') this.details.push(each.detail ?? '');
      return Promise.resolve(
        this.press(
          message,
          rest.filter((each) => typeof each === 'string'),
        ),
      );
    };
    Object.assign(vscode.window, {
      showInformationMessage: say,
      showWarningMessage: say,
      showErrorMessage: say,
      createInputBox: () => this.#inputBox(),
    });
  }

  /** Restores the window. */
  restore(): void {
    const { showInformationMessage, showWarningMessage } = this.#real;
    const { showErrorMessage, createInputBox } = this.#real;
    Object.assign(vscode.window, {
      ...{ showInformationMessage, showWarningMessage, showErrorMessage, createInputBox },
    });
  }

  #inputBox(): vscode.InputBox {
    const box = this.#real.createInputBox();
    const { typed } = this;
    const accepted = new vscode.EventEmitter<void>();
    const hidden = new vscode.EventEmitter<void>();
    const pressed = new vscode.EventEmitter<vscode.QuickInputButton>();
    const own = {
      value: typed,
      show: () => {
        this.offered.push(box.value.slice(...(box.valueSelection ?? [0, 0])));
        setTimeout(() => {
          accepted.fire();
        });
      },
      onDidAccept: accepted.event,
      onDidHide: hidden.event,
      onDidTriggerButton: pressed.event,
    };
    const answer = async (message: string, buttons: readonly vscode.QuickInputButton[]) => {
      this.messages.push(message);
      const labels = buttons.map(({ tooltip }) => tooltip ?? '');
      const choice = await this.press(message, labels);
      const button = buttons.find(({ tooltip }) => tooltip === choice);
      if (button) pressed.fire(button);
      else if (choice === 'Enter') accepted.fire();
      else hidden.fire();
    };
    return new Proxy(box, {
      get: (_, name) => {
        const value: unknown = name in own ? Reflect.get(own, name) : Reflect.get(box, name, box);
        return typeof value === 'function' ? (value.bind(box) as unknown) : value;
      },
      set: (_, name, value) => {
        const isSet = Reflect.set(box, name, value, box);
        const { validationMessage: message } = box;
        if (name === 'buttons' && typeof message === 'string') {
          setTimeout(() => void answer(message, box.buttons));
        }
        return isSet;
      },
    });
  }
}
