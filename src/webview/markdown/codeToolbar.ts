import { codeBlockKind } from '../../languages/codeBlockKind.ts';
import { isShell } from '../../languages/shell.ts';
import type { CodeAction } from '../../protocol/fromPanel.ts';
import type { TargetView } from '../../protocol/panelViews.ts';
import { createElement } from './dom.ts';
import type { MarkdownStrings } from './markdownStrings.ts';
import { formatString } from '../strings.ts';

/** Options of a {@link CodeToolbar}. */
export interface CodeToolbarOptions {
  readonly language: string;
  /** The file name that the answer gives for the code. */
  readonly name: string | undefined;
  readonly onAction: (action: CodeAction) => void;
}

/** The toolbar of a code block: one tab stop, and the arrow keys move between its buttons. */
export class CodeToolbar {
  readonly element = createElement('div', 'code-actions');
  readonly #strings: MarkdownStrings;
  readonly #insert: HTMLButtonElement;
  readonly #replace: HTMLButtonElement;

  constructor(strings: MarkdownStrings, { language, name, onAction }: CodeToolbarOptions) {
    this.#strings = strings;
    const button = (action: CodeAction, label: string): HTMLButtonElement => {
      const element = createElement('button', `code-action code-${action}`);
      element.type = 'button';
      setLabel(element, label);
      element.addEventListener('click', () => {
        onAction(action);
      });
      return element;
    };
    this.#insert = button('insert', strings.insert);
    this.#replace = button('replace', strings.replace);
    const newFile = name === undefined ? strings.newFile : formatString(strings.newFileNamed, name);
    const kind = codeBlockKind(language, name);
    this.element.append(button('copy', strings.copy));
    if (kind === 'code' || kind === 'diff') {
      const apply = button('apply', strings.applyIt);
      apply.textContent = strings.apply;
      this.element.append(apply);
    }
    if (kind === 'code') this.element.append(this.#insert, this.#replace);
    if (kind !== 'diff') this.element.append(button('newFile', newFile));
    // Without a label, running code is not available.
    if (strings.run && isShell(language)) this.element.append(button('run', strings.run));
    if (strings.useAsCommitMessage) {
      this.element.append(button('commit', strings.useAsCommitMessage));
    }
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', strings.codeActions);
    this.element.addEventListener('keydown', (event) => {
      this.#moveFocus(event);
    });
    this.element.addEventListener('focusin', ({ target }) => {
      this.#setTabStop(target);
    });
  }

  /** Sets the editor that the code would be inserted into; undefined if no file has been active yet. */
  setTarget(target: TargetView | undefined): void {
    const { insert, insertInto, replace, replaceIn } = this.#strings;
    setLabel(this.#insert, target ? formatString(insertInto, target.label, target.line) : insert);
    // The only button with visible text: it shows where the code would be inserted.
    this.#insert.textContent = target ? `${target.label}:${target.line}` : '';
    setLabel(this.#replace, target ? formatString(replaceIn, target.label) : replace);
    this.#insert.disabled = target === undefined;
    this.#replace.disabled = target === undefined;
    this.#replace.hidden = target !== undefined && !target.isSelecting;
    const stop = this.#enabledButtons.find(({ tabIndex }) => tabIndex === 0);
    this.#setTabStop(stop ?? this.#enabledButtons[0]);
  }

  get #enabledButtons(): readonly HTMLButtonElement[] {
    return [...this.element.querySelectorAll('button')].filter(
      ({ disabled, hidden }) => !disabled && !hidden,
    );
  }

  #setTabStop(stop: unknown): void {
    for (const button of this.element.querySelectorAll('button')) {
      button.tabIndex = button === stop ? 0 : -1;
    }
  }

  #moveFocus(event: KeyboardEvent): void {
    const buttons = this.#enabledButtons;
    const at = buttons.findIndex((button) => button === event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    buttons.at(to % buttons.length)?.focus();
  }
}

function setLabel(button: HTMLButtonElement, label: string): void {
  button.title = label;
  button.setAttribute('aria-label', label);
}
