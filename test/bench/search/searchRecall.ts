import { CodebaseIndex } from '../../../src/search/codebaseIndex.ts';
import { embeddingText } from '../../../src/search/embeddingText.ts';
import { chunkFile } from '../../../src/search/chunkFile.ts';
import { VectorSearch } from '../../../src/search/vectors/vectorSearch.ts';
import { EMBEDDING_DIMENSION } from '../../../src/mistral/embeddings/embeddings.ts';
import { hashOf } from '../../../src/vscode/search/hashOf.ts';
import { embed, numbersOf } from '../../server/embeddingModel.ts';
import { shortPauseSlice } from './shortPauseSlice.ts';
import type { DocQuestion, QuestionedRepository } from './docQuestions.ts';

/** How many results a question may need to be answered. */
const RESULTS = 10;
/** As in the extension. */
const SIMILAR = 200;

/** The questions of a repository whose declaration is among the first ten results. */
export interface RecallFigures {
  readonly name: string;
  readonly files: number;
  readonly chunks: number;
  readonly questions: number;
  readonly words: number;
  readonly hybrid: number;
}

/** The vector of a text as the local server sends it. */
export function vectorOf(text: string): Int8Array {
  return Int8Array.from(numbersOf(embed(text, EMBEDDING_DIMENSION), 'int8'));
}

/** Asks all questions of a repository, by words alone and with the local server's embeddings. */
export async function measureRecall({
  name,
  files,
  questions,
}: QuestionedRepository): Promise<RecallFigures> {
  const index = new CodebaseIndex(hashOf);
  const vectors = new VectorSearch(EMBEDDING_DIMENSION);
  const hashes: string[] = [];
  for (const { path, languageId, text } of files) {
    await index.set({ uri: path, path, languageId, text }, shortPauseSlice());
    for (const chunk of chunkFile(text, languageId)) {
      const embedded = embeddingText(path, chunk);
      hashes.push(hashOf(embedded));
      vectors.add(vectorOf(embedded));
    }
  }
  const isFound = ({ question, path, line }: DocQuestion, similar: readonly string[]) =>
    index
      .find(question, RESULTS, similar)
      .some((each) => each.path === path && each.firstLine <= line && each.lastLine >= line);
  const similarTo = (question: string) =>
    vectors.find(vectorOf(question), SIMILAR).map((slot) => hashes[slot] ?? '');
  return {
    ...{ name, files: index.files, chunks: index.size, questions: questions.length },
    words: questions.filter((each) => isFound(each, [])).length,
    hybrid: questions.filter((each) => isFound(each, similarTo(each.question))).length,
  };
}
