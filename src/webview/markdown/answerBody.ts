import { lexText, noDefinitions } from '../../chat/markdown/lexing.ts';
import type { OpenSegment, Segment, Step } from '../../chat/markdown/segments.ts';
import { Segmenter } from '../../chat/markdown/segments.ts';
import type { CodeAction } from '../../protocol/fromPanel.ts';
import type { TargetView } from '../../protocol/views.ts';
import { blockNodes } from './blocks.ts';
import { CodeBlockView, growingCode } from './codeBlock.ts';
import { make } from './dom.ts';
import { OpenText } from './openText.ts';
import { Outline } from './outline.ts';
import type { MarkdownWords } from './words.ts';

/** What an answer's Markdown needs from the panel. */
export interface AnswerPorts {
  readonly words: MarkdownWords;
  /** The level of the answer's first heading: one below the heading of its turn. */
  readonly headingLevel: number;
  /** A button of the answer's code block with this number was pressed. */
  readonly onCode: (action: CodeAction, block: number) => void;
  /** A link was followed: a web address, or the path of a file. */
  readonly onLink: (url: string) => void;
  /** Where code would be inserted now. */
  readonly target: () => TargetView | undefined;
}

/**
 * An answer is laid out in parts of so many blocks: the browser looks at each child of an element that grows,
 * and so at few of them, however long the answer is.
 */
const PART = 16;

/** The Markdown of an answer as elements, which are made once for what is complete and anew for the rest. */
export class AnswerBody {
  readonly element = make('div', 'answer-body');
  readonly #ports: AnswerPorts;
  #source = '';
  #isFinished = false;

  #segmenter = new Segmenter();
  #links = noDefinitions();
  #outline: Outline;
  #codes: CodeBlockView[] = [];
  #open: OpenText | CodeBlockView | undefined;
  /** Whether some complete text could refer to a definition, and whether one has come after it. */
  #mayRefer = false;
  #isDefinedLate = false;

  constructor(ports: AnswerPorts) {
    this.#ports = ports;
    this.#outline = new Outline(ports.headingLevel);
    for (const type of ['click', 'auxclick', 'keydown'] as const) {
      this.element.addEventListener(type, (event) => {
        this.#follow(event);
      });
    }
  }

  /** The next piece of the answer; after the end, too: an answer that was cut can go on. */
  append(text: string): void {
    this.#source += text;
    if (this.#isFinished) {
      this.#isFinished = false;
      this.#restart();
    } else {
      this.#take(this.#segmenter.push(text));
    }
  }

  /** The answer is complete, or will be for a while. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#take(this.#segmenter.end());
    if (this.#isDefinedLate) {
      this.#restart();
      this.#take(this.#segmenter.end());
    }
  }

  /** The target has changed. */
  retarget(): void {
    const target = this.#ports.target();
    for (const code of this.#codes) code.retarget(target);
  }

  #restart(): void {
    this.element.replaceChildren();
    this.#segmenter = new Segmenter();
    this.#outline = new Outline(this.#ports.headingLevel);
    this.#codes = [];
    this.#open = undefined;
    this.#mayRefer = this.#isDefinedLate = false;
    this.#take(this.#segmenter.push(this.#source));
  }

  #take({ closed, open }: Step): void {
    for (const segment of closed) this.#commit(segment);
    if (open) this.#grow(open);
    else this.#drop();
  }

  #commit(segment: Segment): void {
    if (segment.kind === 'code') {
      const view = this.#openCode(segment.info);
      this.#open = undefined;
      this.#complete(view, segment.code, this.#outline.nextCode());
      return;
    }
    this.#drop();
    const { text } = segment;
    this.#isDefinedLate ||= this.#mayRefer && /^[ >]{0,9}\[[^\]\n]{1,999}\]:/m.test(text);
    this.#mayRefer ||= text.includes('[');
    const nodes = blockNodes(lexText(text, this.#links), {
      words: this.#ports.words,
      outline: this.#outline,
      code: ({ info, code }, index) => {
        const view = new CodeBlockView(this.#ports.words, info);
        this.#complete(view, code, index);
        return view.element;
      },
    });
    this.#end().append(...nodes);
  }

  #complete(view: CodeBlockView, code: string, index: number): void {
    this.#codes.push(view);
    view.complete(code);
    if (code.trim() === '') return;
    view.offer((action) => {
      this.#ports.onCode(action, index);
    }, this.#ports.target());
  }

  #grow({ kind, info, added }: OpenSegment): void {
    if (kind === 'code') {
      this.#openCode(info).grow(added);
    } else {
      if (!(this.#open instanceof OpenText)) {
        this.#drop();
        this.#open = new OpenText(this.#end(), (text) => this.#growingNodes(text));
      }
      if (added !== '') this.#open.grow(added);
    }
  }

  /** The code that is open, begun if it is not there yet. */
  #openCode(info: string): CodeBlockView {
    if (this.#open instanceof CodeBlockView) return this.#open;
    this.#drop();
    const view = new CodeBlockView(this.#ports.words, info);
    this.#end().append(view.element);
    return (this.#open = view);
  }

  /** Text that still grows, as it would be if it ended here: without definitions, and code without buttons. */
  #growingNodes(text: string): readonly Node[] {
    const { words } = this.#ports;
    return blockNodes(lexText(text, noDefinitions()), {
      words,
      outline: this.#outline.copy(),
      code: (written) => growingCode(words, written),
    });
  }

  /** Where the next block goes. */
  #end(): Element {
    const last = this.element.lastElementChild;
    return last && last.childElementCount < PART
      ? last
      : this.element.appendChild(make('div', 'part'));
  }

  #drop(): void {
    if (this.#open instanceof OpenText) this.#open.remove();
    else this.#open?.element.remove();
    this.#open = undefined;
  }

  #follow(event: Event): void {
    if (event instanceof KeyboardEvent && event.key !== 'Enter') return;
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (anchor?.dataset.href === undefined) return;
    event.preventDefault();
    // A right click is for the context menu.
    if (event.type === 'auxclick' && (event as MouseEvent).button !== 1) return;
    this.#ports.onLink(anchor.dataset.href);
  }
}
