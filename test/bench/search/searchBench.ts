import { questionedRepository } from './docQuestions.ts';
import { measureSearchCosts } from './searchCost.ts';
import type { SearchCosts } from './searchCost.ts';
import { measureRecall } from './searchRecall.ts';
import type { RecallFigures } from './searchRecall.ts';

/** Repositories in node_modules that contain their sources with doc comments, and the questions of each. */
const REPOSITORIES = [
  ['node_modules/eslint/lib', 67],
  ['node_modules/@azure/msal-browser/src', 67],
  ['node_modules/mocha/lib', 66],
] as const;

/** Measures how many questions the search in the codebase answers, and what it costs; returns a table. */
export async function measureSearch(): Promise<string> {
  const repositories = REPOSITORIES.map(([folder, count]) => questionedRepository(folder, count));
  const rows: RecallFigures[] = [];
  for (const repository of repositories) rows.push(await measureRecall(repository));
  const files = repositories.flatMap((repository) =>
    repository.files.map((file) => ({ ...file, path: `${repository.name}/${file.path}` })),
  );
  const questions = repositories.flatMap((each) => each.questions.map(({ question }) => question));
  return `${recallTable(rows)}\n\n${costLines(await measureSearchCosts(files, questions))}`;
}

function recallTable(rows: readonly RecallFigures[]): string {
  const sum = (of: (row: RecallFigures) => number) => rows.reduce((all, row) => all + of(row), 0);
  const all: RecallFigures = {
    name: 'all',
    files: sum(({ files }) => files),
    chunks: sum(({ chunks }) => chunks),
    questions: sum(({ questions }) => questions),
    words: sum(({ words }) => words),
    hybrid: sum(({ hybrid }) => hybrid),
  };
  const lines = [...rows, all].map(({ name, files, chunks, questions, words, hybrid }) => {
    const [byWords, both] = [words, hybrid].map((found) => (100 * found) / questions);
    const gain = (both ?? 0) - (byWords ?? 0);
    return (
      name.padEnd(28) +
      [files, chunks, questions].map((each) => `${each}`.padStart(10)).join('') +
      `${(byWords ?? 0).toFixed(1)} %`.padStart(10) +
      `${(both ?? 0).toFixed(1)} %`.padStart(10) +
      `${gain >= 0 ? '+' : ''}${gain.toFixed(1)}`.padStart(8)
    );
  });
  return [
    'Questions from doc comments whose declaration is among the first ten results (the comment is not indexed)',
    `${''.padEnd(28)}     files    chunks questions     words    hybrid    gain`,
    ...lines,
    'Goals: words alone above 50 %, hybrid 15 points above. The embeddings are those of the local server.',
  ].join('\n');
}

function costLines(costs: SearchCosts): string {
  const ms = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  return [
    `${costs.chunks} chunks: indexed by words in ${ms(costs.wordsMs)}`,
    `  a search takes ${ms(costs.searchMs)}, 95th percentile ${ms(costs.searchMs95)} (goal: 30 ms)`,
    `  the index has ${megabytes(costs.bytes)} (goal: 20 MB) and opens in ${ms(costs.openMs)}, ${ms(costs.openCpuMs)} of the processor (goal: 200 ms)`,
    `${costs.files} files: longest step without a pause ${ms(costs.stepMs95)} (95th percentile), ${ms(costs.stepMsMax)} (maximum)`,
    `  completions wait ${ms(costs.permitMs)} for a permit on average, ${ms(costs.permitMsIndexing)} while vectors are requested`,
    `requests after one file was edited: ${costs.editedRequests} (goal: 1); after a restart: ${costs.restartRequests} (goal: 0)`,
  ].join('\n');
}
