import type { CodeAction } from '../../protocol/fromPanel.ts';
import type { TargetView } from '../../protocol/views.ts';
import { make } from './dom.ts';
import type { MarkdownWords } from './words.ts';
import { fill } from '../host.ts';

/** Languages whose code is made of commands for a terminal. */
const SHELLS = new Set(
  'bash sh shell zsh fish powershell pwsh ps ps1 bat cmd console shellsession'.split(' '),
);

/** What the buttons of one piece of code are about. */
export interface ToolbarSubject {
  readonly language: string;
  /** The file that the answer says the code is of. */
  readonly name: string | undefined;
  readonly onAction: (action: CodeAction) => void;
}

/** The buttons of a piece of code: one stop of the Tab key, the arrow keys go on from there. */
export class CodeToolbar {
  readonly element = make('div', 'code-actions');
  readonly #words: MarkdownWords;
  readonly #insert: HTMLButtonElement;
  readonly #replace: HTMLButtonElement;

  constructor(words: MarkdownWords, { language, name, onAction }: ToolbarSubject) {
    this.#words = words;
    const button = (action: CodeAction, label: string): HTMLButtonElement => {
      const made = make('button', `code-action code-${action}`);
      made.type = 'button';
      setLabel(made, label);
      made.addEventListener('click', () => {
        onAction(action);
      });
      return made;
    };
    this.#insert = button('insert', words.insert);
    this.#replace = button('replace', words.replace);
    this.element.append(
      button('copy', words.copy),
      this.#insert,
      this.#replace,
      button('newFile', name === undefined ? words.newFile : fill(words.newFileNamed, name)),
    );
    // Without words for it nothing may be run here.
    if (words.run && SHELLS.has(language)) this.element.append(button('run', words.run));
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', words.codeActions);
    this.element.addEventListener('keydown', (event) => {
      this.#walk(event);
    });
    this.element.addEventListener('focusin', ({ target }) => {
      this.#stopAt(target);
    });
  }

  /** Says where the code would go now; undefined where no file has been looked at. */
  retarget(target: TargetView | undefined): void {
    const { insert, insertInto, replace, replaceIn } = this.#words;
    setLabel(this.#insert, target ? fill(insertInto, target.label, target.line) : insert);
    // The others are icons alone; this one says where the code would go.
    this.#insert.textContent = target ? `${target.label}:${target.line}` : '';
    setLabel(this.#replace, target ? fill(replaceIn, target.label) : replace);
    this.#insert.disabled = target === undefined;
    this.#replace.disabled = target === undefined;
    this.#replace.hidden = target !== undefined && !target.isSelecting;
    const stop = this.#usable.find(({ tabIndex }) => tabIndex === 0);
    this.#stopAt(stop ?? this.#usable[0]);
  }

  get #usable(): readonly HTMLButtonElement[] {
    return [...this.element.querySelectorAll('button')].filter(
      ({ disabled, hidden }) => !disabled && !hidden,
    );
  }

  #stopAt(stop: unknown): void {
    for (const button of this.element.querySelectorAll('button')) {
      button.tabIndex = button === stop ? 0 : -1;
    }
  }

  #walk(event: KeyboardEvent): void {
    const buttons = this.#usable;
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
