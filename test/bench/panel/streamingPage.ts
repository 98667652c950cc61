import hljs from 'highlight.js/lib/core';
import MarkdownIt from 'markdown-it';
import { AnswerBody } from '../../../src/webview/markdown/answerBody.ts';
import { LANGUAGES } from '../../../src/webview/highlighting/highlightLanguages.ts';
import { LazyHighlighter } from '../../../src/webview/highlighting/lazyHighlighter.ts';
import { pieces } from './answer.ts';

// Runs in the browser: streams an answer into the panel's renderer, and into a renderer that processes the whole
// answer after each piece, as is common. Each returns the milliseconds per measured piece, including layout, and
// of the end.

declare global {
  interface Window {
    streamOurs: () => readonly number[];
    streamWhole: () => readonly number[];
  }
}

/** The renderer that processes the whole answer is measured at each tenth piece: all would take half a minute. */
const WHOLE_EVERY = 10;

function timed(
  items: readonly string[],
  show: (item: string) => void,
  end: () => void,
): readonly number[] {
  const main = document.querySelector('main')!;
  const times = items.map((item) => {
    const start = performance.now();
    show(item);
    main.getBoundingClientRect();
    return performance.now() - start;
  });
  const start = performance.now();
  end();
  main.getBoundingClientRect();
  return [...times, performance.now() - start];
}

// Loaded before anything is measured, as in a panel that has shown code before.
const highlighter = new LazyHighlighter(
  () => import('../../../src/webview/highlighting/highlightCode.ts'),
);
highlighter.show(document.createElement('code'), 'a', 'ts');

window.streamOurs = () => {
  const words = Object.fromEntries(
    'codeActions copy insert insertInto replace replaceIn newFile newFileNamed run code table image'
      .split(' ')
      .map((word) => [word, word]),
  );
  const body = new AnswerBody({
    strings: words as unknown as ConstructorParameters<typeof AnswerBody>[0]['strings'],
    headingLevel: 3,
    highlighter,
    onCode: () => undefined,
    onLink: () => undefined,
    sourceAt: () => undefined,
    target: () => ({ label: 'cart.ts', line: 12, isSelecting: false }),
  });
  document.querySelector('main')?.replaceChildren(body.element);
  return timed(
    pieces(),
    (piece) => {
      body.append(piece);
    },
    () => {
      body.finish();
    },
  );
};

for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

window.streamWhole = () => {
  const markdown = new MarkdownIt({
    highlight: (code, language) =>
      hljs.getLanguage(language) ? hljs.highlight(code, { language }).value : '',
  });
  const element = document.createElement('div');
  element.className = 'answer-body';
  document.querySelector('main')?.replaceChildren(element);
  const all = pieces();
  const texts = all
    .map((_, at) => all.slice(0, at + 1).join(''))
    .filter((_, at) => at % WHOLE_EVERY === WHOLE_EVERY - 1);
  return timed(
    texts,
    (text) => {
      element.innerHTML = markdown.render(text);
    },
    () => undefined,
  );
};
