import type { ConversationBody, WebPiece } from './protocol.ts';

/** A page of this server's web. */
interface WebPage {
  readonly title: string;
  readonly url: string;
  /** What an answer says about it. */
  readonly fact: string;
}

/** The whole web, as far as this server knows it. */
const pages: readonly WebPage[] = [
  {
    title: 'Array.prototype.at() - JavaScript | MDN',
    url: 'https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Array/at',
    fact: '`at(-1)` returns the last item of an array, without its length.',
  },
  {
    title: 'Node.js 24 release notes',
    url: 'https://nodejs.org/en/blog/release/v24.0.0',
    fact: 'Node.js runs TypeScript files by removing their types.',
  },
  {
    title: 'What’s New In Python 3.14',
    url: 'https://docs.python.org/3/whatsnew/3.14.html',
    fact: 'Python 3.14 evaluates annotations only when they are needed.',
  },
  {
    title: 'Visual Studio Code release notes',
    url: 'https://code.visualstudio.com/updates/',
    fact: 'Visual Studio Code has a new release every month.',
  },
];

/** The text of the question. */
export function questionText({ inputs }: ConversationBody): string {
  if (typeof inputs === 'string') return inputs;
  return inputs.map(({ content }) => content).join('\n');
}

/** An answer from the pages that share words with the question, or from all of them. */
export function answerFromWeb(body: ConversationBody): readonly WebPiece[] {
  const words = new Set(
    questionText(body)
      .toLowerCase()
      .match(/\p{L}{4,}/gu),
  );
  const isAbout = ({ title, fact }: WebPage): boolean =>
    (`${title} ${fact}`.toLowerCase().match(/\p{L}{4,}/gu) ?? []).some((word) => words.has(word));
  const found = pages.filter(isAbout);
  const used = found.length > 0 ? found : pages;
  return used.flatMap(({ title, url, fact }, at): readonly WebPiece[] => [
    `${at === 0 ? '' : '\n\n'}${fact}`,
    { title, url },
  ]);
}
