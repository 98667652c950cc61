import { lexText, noDefinitions } from '../../chat/markdown/boundedLexer.ts';
import type { OpenSegment, Segment, SegmenterOutput } from '../../chat/markdown/segmenter.ts';
import { Segmenter } from '../../chat/markdown/segmenter.ts';
import type { CodeAction } from '../../protocol/fromPanel.ts';
import type { TargetView } from '../../protocol/panelViews.ts';
import type { LazyHighlighter } from '../highlighting/lazyHighlighter.ts';
import type { LazyMath } from '../math/lazyMath.ts';
import { blockNodes } from './blockNodes.ts';
import { CodeBlockView, streamingCode } from './codeBlock.ts';
import { createElement } from './dom.ts';
import { OpenText } from './openText.ts';
import { AnswerOutline } from './headingOutline.ts';
import type { MarkdownStrings } from './markdownStrings.ts';

/** Options of an {@link AnswerBody}. */
export interface AnswerBodyOptions {
  readonly strings: MarkdownStrings;
  /** Renders formulas; undefined to show their TeX. */
  readonly math?: Pick<LazyMath, 'fill'> | undefined;
  readonly highlighter: Pick<LazyHighlighter, 'show'>;
  /** Level of the answer's first heading: one below the heading of its turn. */
  readonly headingLevel: number;
  /** Called when a button of the code block with this index is pressed. */
  readonly onCode: (action: CodeAction, block: number) => void;
  /** Called when a link is followed: a web address or a file path. */
  readonly onLink: (url: string) => void;
  /** The address of a cited source, by its number from 1. */
  readonly sourceAt: (number: number) => string | undefined;
  /** The editor that code would be inserted into now. */
  readonly target: () => TargetView | undefined;
}

/**
 * Number of blocks per part. Layout visits every child of an element that changes, so grouping the blocks keeps the
 * cost of appended text independent of the answer's length.
 */
const BLOCKS_PER_PART = 16;

/** Renders the Markdown of an answer. Complete blocks are rendered once, the last one again with each delta. */
export class AnswerBody {
  readonly element = createElement('div', 'answer-body');
  readonly #options: AnswerBodyOptions;
  #source = '';
  #isFinished = false;

  #segmenter = new Segmenter();
  #links = noDefinitions();
  #outline: AnswerOutline;
  #codeBlocks: CodeBlockView[] = [];
  #openBlock: OpenText | CodeBlockView | undefined;
  /** Whether complete text may contain a link reference, and whether a link definition follows it. */
  #hasReference = false;
  #hasLateDefinition = false;

  constructor(options: AnswerBodyOptions) {
    this.#options = options;
    this.#outline = new AnswerOutline(options.headingLevel);
    for (const type of ['click', 'auxclick', 'keydown'] as const) {
      this.element.addEventListener(type, (event) => {
        this.#onLinkEvent(event);
      });
    }
  }

  /** Appends text, also after `finish`: the user can continue an answer. */
  append(text: string): void {
    this.#source += text;
    if (this.#isFinished) {
      this.#isFinished = false;
      this.#restart();
    } else {
      this.#apply(this.#segmenter.push(text));
    }
  }

  /** Completes the answer. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#apply(this.#segmenter.end());
    if (this.#hasLateDefinition) {
      this.#restart();
      this.#apply(this.#segmenter.end());
    }
  }

  /** Updates the buttons after a change of the target editor. */
  updateTarget(): void {
    const target = this.#options.target();
    for (const code of this.#codeBlocks) code.setTarget(target);
  }

  #restart(): void {
    this.element.replaceChildren();
    this.#segmenter = new Segmenter();
    this.#outline = new AnswerOutline(this.#options.headingLevel);
    this.#codeBlocks = [];
    this.#openBlock = undefined;
    this.#hasReference = this.#hasLateDefinition = false;
    this.#apply(this.#segmenter.push(this.#source));
  }

  #apply({ closed, open }: SegmenterOutput): void {
    for (const segment of closed) this.#commit(segment);
    if (open) this.#appendOpen(open);
    else this.#removeOpen();
  }

  #commit(segment: Segment): void {
    if (segment.kind === 'code') {
      const view = this.#openCodeBlock(segment.info);
      this.#openBlock = undefined;
      this.#complete(view, segment.code, this.#outline.nextCode());
      return;
    }
    this.#removeOpen();
    const { text } = segment;
    this.#hasLateDefinition ||=
      this.#hasReference && /^[ >]{0,9}\[(?:[^\\[\]\r\n\u2028\u2029]|\\.){1,999}\]:/m.test(text);
    this.#hasReference ||= text.includes('[');
    const nodes = blockNodes(lexText(text, this.#links), {
      strings: this.#options.strings,
      math: this.#options.math,
      sourceAt: this.#options.sourceAt,
      outline: this.#outline,
      code: ({ info, code }, index) => {
        const view = new CodeBlockView(this.#options.strings, info);
        this.#complete(view, code, index);
        return view.element;
      },
    });
    this.#lastPart().append(...nodes);
  }

  #complete(view: CodeBlockView, code: string, index: number): void {
    this.#codeBlocks.push(view);
    view.complete(code, this.#options.highlighter);
    if (code.trim() === '') return;
    view.addToolbar((action) => {
      this.#options.onCode(action, index);
    }, this.#options.target());
  }

  #appendOpen({ kind, info, added }: OpenSegment): void {
    if (kind === 'code') {
      this.#openCodeBlock(info).append(added);
    } else {
      if (!(this.#openBlock instanceof OpenText)) {
        this.#removeOpen();
        this.#openBlock = new OpenText(this.#lastPart(), (text) => this.#streamingNodes(text));
      }
      if (added !== '') this.#openBlock.append(added);
    }
  }

  /** The open code block, created if necessary. */
  #openCodeBlock(info: string): CodeBlockView {
    if (this.#openBlock instanceof CodeBlockView) return this.#openBlock;
    this.#removeOpen();
    const view = new CodeBlockView(this.#options.strings, info);
    this.#lastPart().append(view.element);
    return (this.#openBlock = view);
  }

  /** Renders incomplete text as if it ended here: without link definitions, and code without buttons. */
  #streamingNodes(text: string): readonly Node[] {
    const { strings, math, sourceAt } = this.#options;
    return blockNodes(lexText(text, noDefinitions()), {
      strings,
      math,
      sourceAt,
      outline: this.#outline.copy(),
      code: (written) => streamingCode(strings, written),
    });
  }

  /** The part that the next block is added to. */
  #lastPart(): Element {
    const last = this.element.lastElementChild;
    return last && last.childElementCount < BLOCKS_PER_PART
      ? last
      : this.element.appendChild(createElement('div', 'part'));
  }

  #removeOpen(): void {
    if (this.#openBlock instanceof OpenText) this.#openBlock.remove();
    else this.#openBlock?.element.remove();
    this.#openBlock = undefined;
  }

  #onLinkEvent(event: Event): void {
    if (event instanceof KeyboardEvent && event.key !== 'Enter') return;
    const anchor = event.target instanceof Element ? event.target.closest('a') : null;
    if (anchor?.dataset.href === undefined) return;
    event.preventDefault();
    // The secondary button opens the context menu.
    if (event.type === 'auxclick' && (event as MouseEvent).button !== 1) return;
    this.#options.onLink(anchor.dataset.href);
  }
}
