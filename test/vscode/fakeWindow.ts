import * as vscode from 'vscode';

type Say = (
  message: string,
  ...rest: readonly (string | vscode.MessageOptions)[]
) => Promise<string | undefined>;

/** The window's messages and input boxes, played: what was said, and the answers that a person would give. */
export class FakeWindow {
  /** All messages, in order. */
  readonly said: string[] = [];
  /** The details of modal messages. */
  readonly details: string[] = [];
  /** What is typed into the next input box, which is then accepted. */
  typed = '';
  /** The button that is pressed in a message; none closes it. */
  press: (
    message: string,
    buttons: readonly string[],
  ) => string | undefined | Promise<string | undefined> = () => undefined;
  readonly #real = { ...vscode.window };

  constructor() {
    const say: Say = (message, ...rest) => {
      this.said.push(message);
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

  /** Gives the window back. */
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
    return new Proxy(box, {
      get: (_, name) => {
        if (name === 'value') return typed;
        if (name === 'show') return () => undefined;
        if (name === 'onDidAccept') {
          return (listener: () => void) => {
            setTimeout(listener);
            return { dispose: () => undefined };
          };
        }
        const value: unknown = Reflect.get(box, name, box);
        return typeof value === 'function' ? (value.bind(box) as unknown) : value;
      },
      set: (_, name, value) => Reflect.set(box, name, value, box),
    });
  }
}
