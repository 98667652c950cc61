import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { hash, seededRandom } from '../../server/random.ts';
import { filesBelow, languageOfFile } from '../context/diskProject.ts';

/** A file as it is indexed. */
export interface IndexedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly languageId: string;
  /** Without the comments that questions were taken from. */
  readonly text: string;
}

/** A question from a doc comment. */
export interface DocQuestion {
  readonly question: string;
  readonly path: string;
  /** The line of the declaration in the indexed text, from 1. */
  readonly line: number;
}

/** A repository with its questions. */
export interface QuestionedRepository {
  readonly name: string;
  readonly files: readonly IndexedFile[];
  readonly questions: readonly DocQuestion[];
}

/** Shorter sentences say too little to find anything, in words. */
const MIN_WORDS = 5;
/** Questions of one file, so that long files don't dominate. */
const MAX_IN_FILE = 3;

interface Candidate {
  readonly question: string;
  /** Zero-based, the lines of the comment, and of the declaration below it. */
  readonly first: number;
  readonly last: number;
  readonly declaration: number;
}

/** Takes random questions from the doc comments of a folder, the same on each run, and removes these comments. */
export function questionedRepository(folder: string, count: number): QuestionedRepository {
  const random = seededRandom(hash(folder));
  const paths = filesBelow(folder, ['.ts', '.js', '.mjs', '.cjs']).filter(
    (path) => !path.endsWith('.d.ts'),
  );
  const texts = new Map(paths.map((path) => [path, readFileSync(path, 'utf8').split(/\r?\n/)]));
  const all = [...texts].flatMap(([path, lines]) =>
    candidatesIn(lines)
      .map((candidate) => ({ path, candidate, order: random() }))
      .sort((a, b) => a.order - b.order)
      .slice(0, MAX_IN_FILE),
  );
  // A sentence that two comments share has no single answer.
  const times = new Map<string, number>();
  for (const { candidate } of [...texts].flatMap(([, lines]) =>
    candidatesIn(lines).map((candidate) => ({ candidate })),
  )) {
    times.set(candidate.question, (times.get(candidate.question) ?? 0) + 1);
  }
  const chosen = all
    .filter(({ candidate }) => times.get(candidate.question) === 1)
    .sort((a, b) => a.order - b.order)
    .slice(0, count);
  const files: IndexedFile[] = [];
  const questions: DocQuestion[] = [];
  for (const [path, lines] of texts) {
    const own = chosen.filter((each) => each.path === path).map(({ candidate }) => candidate);
    const isRemoved = (at: number) => own.some(({ first, last }) => at >= first && at <= last);
    const name = relative(resolve(folder), path);
    const text = lines.filter((_, at) => !isRemoved(at)).join('\n');
    files.push({ path: name, languageId: languageOfFile(path), text });
    for (const { question, declaration } of own) {
      const line = lines.slice(0, declaration).filter((_, at) => !isRemoved(at)).length + 1;
      questions.push({ question, path: name, line });
    }
  }
  return { name: folder.replace('node_modules/', ''), files, questions };
}

/** The doc comments above functions, classes and methods, with their first sentence. */
function candidatesIn(lines: readonly string[]): Candidate[] {
  const found: Candidate[] = [];
  for (let first = 0; first < lines.length; first += 1) {
    if (lines[first]?.trim() !== '/**') continue;
    const last = lines.findIndex((line, at) => at > first && line.includes('*/'));
    if (last < 0) break;
    const declaration = last + 1;
    const question = sentenceOf(lines.slice(first + 1, last));
    const isDeclared =
      /^\s*(?:export\s|default\s|async\s|static\s|public\s|private\s|protected\s|abstract\s|function\b|class\b|interface\b|const\s+\w+\s*=\s*(?:async\s*)?(?:function|\(|class)|(?:exports|module|[\w$]+\.prototype)\.|(?:get |set |\*)?[\w$#]+\s*\()/.test(
        lines[declaration] ?? '',
      );
    if (isDeclared && question.split(' ').length >= MIN_WORDS) {
      found.push({ question, first, last, declaration });
    }
    first = last;
  }
  return found;
}

/** The first sentence of a comment, without tags and links. */
function sentenceOf(lines: readonly string[]): string {
  const text: string[] = [];
  for (const line of lines) {
    const words = line.replace(/^\s*\*?\s?/, '').trim();
    if (words.startsWith('@') || (words === '' && text.length > 0)) break;
    text.push(words);
  }
  const joined = text
    .join(' ')
    .replace(/\{@\w+\s+([^}]*)\}/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
  return /^.*?[.!?](?=\s|$)/.exec(joined)?.[0] ?? joined;
}
