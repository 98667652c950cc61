import { answerAbout } from './blockAnswer.ts';
import { fenced } from './blocks.ts';
import { answerTask } from './codeTasks.ts';
import type { Corpus } from './corpus.ts';
import { answerInJson } from './jsonAnswer.ts';
import { prefixOf, questionOf } from './messages.ts';
import type { ChatBody } from './protocol.ts';
import { tourFor } from './tour.ts';

/** The longest quoted passage, in lines. */
const MAX_PASSAGE_LINES = 40;

/** Consecutive lines of a file, numbered from 1. */
interface Passage {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

const nothingFound =
  'None of the indexed files mentions that.\n\nI am the local server of this project: I can only quote the files of the opened folder.';

/**
 * Answers the last question: as JSON if requested, by performing the task on its code, or in Markdown: about its code,
 * with a tour of Markdown if requested, or by quoting the learned passage that shares its rarest words. Deterministic.
 * With a prefix, returns the rest of the answer.
 */
export function answerChat(
  corpus: Corpus,
  { messages, response_format: format }: ChatBody,
): string {
  const question = questionOf(messages);
  const answer =
    answerInJson(format, question) ??
    answerTask(messages) ??
    answerAbout(question) ??
    tourFor(question) ??
    quote(corpus, wordsOf(question));
  const prefix = prefixOf(messages) ?? '';
  return answer.startsWith(prefix) ? answer.slice(prefix.length) : answer;
}

/** The model's reasoning before an answer: about the words of the question. */
export function thoughtsOn({ messages }: ChatBody): string {
  const words = [...wordsOf(questionOf(messages))];
  const listed = words.slice(0, 12).join(', ') || 'nothing at all';
  return `The question mentions ${listed}.\n\nI check the attached text first, then look for the passage that shares most of these ${words.length} words. The answer should quote that passage and name its file.`;
}

function quote(corpus: Corpus, question: ReadonlySet<string>): string {
  const passages = corpus.documents.flatMap(({ path, text }) => passagesOf(path, text));
  const best = bestOf(passages, question);
  if (!best) return nothingFound;
  const { path, first, last, text } = best;
  const language = /\.(\w+)$/.exec(path)?.[1] ?? '';
  return `**${path}** has this in lines ${first} to ${last}:\n\n${fenced(language, text)}\n\nThis is the passage that comes closest to your question.`;
}

/** Words in lower case, including those within identifiers. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').match(/\p{L}[\p{L}\d]{2,}/gu) ?? [];
  return new Set(words.map((word) => word.toLowerCase()));
}

/** The paragraphs of a file: an unindented line after an empty one starts a new one. */
function passagesOf(path: string, text: string): Passage[] {
  const lines = text.trimEnd().split('\n');
  const starts = lines.flatMap((line, at) =>
    at === 0 || (/^\S/.test(line) && lines[at - 1]!.trim() === '') ? [at] : [],
  );
  return starts.map((start, index) => {
    const end = Math.min(starts[index + 1] ?? lines.length, start + MAX_PASSAGE_LINES);
    const passage = lines.slice(start, end).join('\n').trimEnd();
    const last = start + passage.split('\n').length;
    return { path, first: start + 1, last, text: passage, words: wordsOf(`${path} ${passage}`) };
  });
}

/** The passage that shares the rarest words, if any; the first of equal ones. */
function bestOf(passages: readonly Passage[], question: ReadonlySet<string>): Passage | undefined {
  const weights = new Map(
    [...question].map((word) => {
      const holders = passages.filter(({ words }) => words.has(word)).length;
      return [word, holders === 0 ? 0 : Math.log(1 + passages.length / holders)];
    }),
  );
  let best: { passage: Passage; score: number } | undefined;
  for (const passage of passages) {
    let score = 0;
    for (const [word, weight] of weights) if (passage.words.has(word)) score += weight;
    if (score > (best?.score ?? 0)) best = { passage, score };
  }
  return best?.passage;
}
