import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';

/** A real document in which the laws look for a cursor. */
export interface Source {
  readonly languageId: string;
  readonly text: string;
}

/** Folders of real files: of this repository, of its packages, and of the system where it has them. */
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
const MOST_FILES = 8;
/** More than the engine's windows hold. */
const MOST_CHARACTERS = 14_000;

/** Real documents of several languages, LF. */
export const sources: readonly Source[] = PLACES.flatMap(([languageId, folder, ending]) =>
  filesIn(folder, ending).map((text) => ({ languageId, text })),
);

function filesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .map((name) => `${folder}/${name}`)
    .filter((path) => path.endsWith(ending) && statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8').replaceAll('\r\n', '\n').slice(0, MOST_CHARACTERS))
    .filter((text) => text.length > 200 && !text.includes('█') && !text.includes('\ufffd'))
    .slice(0, MOST_FILES);
}

/** A real document with a piece cut out, and an answer that says the piece and maybe more. */
export interface Gap {
  readonly languageId: string;
  readonly whole: string;
  readonly before: string;
  readonly removed: string;
  readonly after: string;
  readonly answer: string;
}

const NOISE = ['', '', '', ')', '}', '"', '\n}', ' 👋', '\n\n', '日本', '\t', '</s>', '\ud83d'];

/** Gaps in real documents. */
export const gaps: fc.Arbitrary<Gap> = fc
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

/** Where the text of a line begins or ends, as people leave a cursor. */
function edge(text: string, place: number, isStart: boolean): number {
  const from = text.lastIndexOf('\n', place - 1) + 1;
  const end = text.indexOf('\n', from);
  const line = text.slice(from, end < 0 ? text.length : end);
  return from + (isStart ? line.length - line.trimStart().length : line.length);
}

/** A place that parts no surrogate pair. */
function whole(text: string, at: number): number {
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
}

/** How often a law is tried: `LAWS_RUNS` multiplies it. */
export function runs(count: number): { numRuns: number } {
  return { numRuns: Math.ceil(count * Number(process.env.LAWS_RUNS ?? '1')) };
}
