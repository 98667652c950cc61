import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';

/** A real document in which properties are checked at a cursor. */
export interface Source {
  readonly languageId: string;
  readonly text: string;
}

/** Folders of real files: of this repository, of its packages, and of the system. */
const PLACES: readonly (readonly [languageId: string, folder: string, ending: string])[] = [
  ['typescript', 'src/completion', '.ts'],
  ['typescript', 'src/mistral', '.ts'],
  ['python', 'test/fixtures/workspace', '.py'],
  ['javascript', 'node_modules/mocha/lib', '.js'],
  ['typescript', 'node_modules/fast-check/lib/types/arbitrary', '.d.ts'],
  ['css', 'node_modules/mocha', '.css'],
  ['markdown', 'node_modules/mocha', '.md'],
  ['markdown', '.', '.md'],
  ['json', 'node_modules/mocha', '.json'],
  ['json', '.', '.json'],
  ['yaml', '.github/workflows', '.yml'],
  ['python', '/usr/lib/python3.11', '.py'],
  ['python', '/usr/lib/python3.12', '.py'],
  ['c', '/usr/include', '.h'],
  ['perl', '/usr/share/perl/5.36.0', '.pm'],
  ['shellscript', '/etc/init.d', ''],
];
const MAX_FILES = 8;
/** Longer than the engine's windows. */
const MAX_CHARACTERS = 14_000;

/** Real documents in several languages, with LF. */
const found: readonly Source[] = PLACES.flatMap(([languageId, folder, ending]) =>
  filesIn(folder, ending).map((text) => ({ languageId, text })),
);

const SAMPLES = 'test/fixtures/languages';
/** Short documents in many languages, with strings, comments and brackets in them. Their names are language IDs. */
const samples: readonly Source[] = readdirSync(SAMPLES).map((name) => ({
  languageId: name.slice(0, name.lastIndexOf('.')),
  text: readFileSync(`${SAMPLES}/${name}`, 'utf8'),
}));

/** Real documents and samples, with LF. */
export const sources: readonly Source[] = [...found, ...samples];

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.endsWith(ending) && statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').slice(0, MAX_CHARACTERS))
    .filter((text) => text.length > 200 && !text.includes('█') && !text.includes('\ufffd'))
    .slice(0, MAX_FILES);
}

/** A real document with a piece removed, and an answer that contains the piece and possibly more. */
export interface DocumentGap {
  readonly languageId: string;
  readonly whole: string;
  readonly before: string;
  readonly removed: string;
  readonly after: string;
  readonly answer: string;
}

const NOISE = ['', '', '', ')', '}', '"', '\n}', ' 👋', '\n\n', '日本', '\t', '</s>', '\ud83d'];

/** Gaps in real documents. */
export const gaps: fc.Arbitrary<DocumentGap> = fc
  .record({
    source: fc.constantFrom(...sources),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(200),
    more: fc.nat(200),
    early: fc.constantFrom(0, 0, 0, 5, 20),
    spice: fc.constantFrom('', '', '', '👋 ', '日本', '\t'),
    noise: fc.constantFrom(...NOISE),
    isAligned: fc.boolean(),
  })
  .map(({ source, from, length, more, early, spice, noise, isAligned }) => {
    const { languageId, text } = source;
    const at = (place: number, isStart: boolean) =>
      whole(text, isAligned ? edge(text, place, isStart) : Math.min(text.length, place));
    const start = at(Math.floor(from * text.length), true);
    const end = Math.max(start, at(start + length, false));
    const said = text.slice(whole(text, Math.max(0, start - early)), at(end + more, false));
    const answer = said + noise;
    return {
      languageId,
      whole: text,
      before: text.slice(0, start) + spice,
      removed: text.slice(start, end),
      after: text.slice(end),
      answer,
    };
  });

/** The start or end of a line's text, where people leave a cursor. */
function edge(text: string, place: number, isStart: boolean): number {
  const from = text.lastIndexOf('\n', place - 1) + 1;
  const end = text.indexOf('\n', from);
  const line = text.slice(from, end < 0 ? text.length : end);
  return from + (isStart ? line.length - line.trimStart().length : line.length);
}

/** A position that splits no surrogate pair. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

/**
 * The number of runs per property. The cases are the same each time, so that a test run says something about a change.
 * `PROPERTY_RUNS` multiplies their number, with other cases each time.
 */
export function runs(count: number): { numRuns: number; seed?: number } {
  const factor = process.env.PROPERTY_RUNS;
  return factor === undefined
    ? { numRuns: count, seed: 1 }
    : { numRuns: Math.ceil(count * Number(factor)) };
}
