import { baseName, testExtensions } from './families.ts';

/** What marks a test in its name, before its extension; the rest is the name of what it tests. */
const BEFORE = /^(?:test_(?=.)|Test(?=[A-Z]))/;
const AFTER = /(?<=.)(?:[._-](?:tests?|specs?)|(?<=[a-z\d])(?:Tests?|Specs?|IT))$/;
const TEST_FOLDER = /^(?:tests?|__tests__|specs?|testing|androidTest)$/i;
/** Folders that tell nothing of where a file belongs: tests often mirror the sources below them. */
const NEUTRAL = /^(?:src|lib|app|main|unit|java|kotlin|tests?|__tests__|specs?|testing)$/i;
/** Names that many files have: far away, the test of one says nothing about another. */
const COMMON = /^(?:index|main|mod|lib|app|utils?|helpers?|types|common|constants|__init__)$/i;

/** The tests among some paths, those first that are the best model for tests of a file. */
export function rankTests(
  path: string,
  languageId: string,
  candidates: readonly string[],
): readonly string[] {
  const extensions = testExtensions(languageId);
  const file = partsOf(path);
  return candidates
    .filter((each) => each !== path && extensions.includes(extensionOf(each)))
    .map((each) => ({ path: each, ...closeness(file, partsOf(each)) }))
    .filter(({ isTest }) => isTest)
    .sort(
      (a, b) =>
        Number(b.isOwn) - Number(a.isOwn) ||
        Number(b.isBeside) - Number(a.isBeside) ||
        a.distance - b.distance ||
        a.steps - b.steps ||
        a.path.length - b.path.length ||
        (a.path < b.path ? -1 : 1),
    )
    .map(({ path: found }) => found);
}

/** Globs that find the tests of a language, and whatever bears a file's name. Without braces in braces: VS Code knows none. */
export function testGlobs(path: string, languageId: string): readonly string[] {
  const extensions = testExtensions(languageId);
  if (extensions.length === 0) return [];
  // One alternative alone is no choice for all that read globs.
  const ending = extensions.length === 1 ? (extensions[0] ?? '') : `{${extensions.join(',')}}`;
  const { stem } = partsOf(path);
  const own = stem.replace(/[^\p{L}\p{N}._-]/gu, '?');
  return [
    `**/*${own}*.${ending}`,
    `**/{*[._-]test,*[._-]tests,*[._-]spec,test_*,*Test,*Tests,*Spec,Test*}.${ending}`,
  ];
}

interface Parts {
  readonly folders: readonly string[];
  /** The name of what it is, or tests. */
  readonly stem: string;
  /** Whether its name says that it is a test. */
  readonly isNamed: boolean;
}

function partsOf(path: string): Parts {
  const name = baseName(path).replace(/\.[^.]*$/, '');
  const stem = name.replace(BEFORE, '').replace(AFTER, '');
  return { folders: path.split('/').slice(0, -1), stem, isNamed: stem !== name };
}

function closeness(file: Parts, test: Parts) {
  const steps = stepsBetween(file.folders, test.folders);
  const isPlace = (folder: string): boolean => !NEUTRAL.test(folder);
  const distance = stepsBetween(file.folders.filter(isPlace), test.folders.filter(isPlace));
  const hasSameStem = test.stem.toLowerCase() === file.stem.toLowerCase();
  const isInTests = test.folders.some((folder) => TEST_FOLDER.test(folder));
  // Beside tests lie helpers: there, only the file's own name tells.
  const isTest = test.isNamed || (isInTests && hasSameStem);
  const isOwn = hasSameStem && (distance === 0 || !COMMON.test(file.stem));
  return { isTest, isOwn, isBeside: steps === 0, distance, steps };
}

/** Folders to go up and down from one to the other. */
function stepsBetween(from: readonly string[], to: readonly string[]): number {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  return from.length - same + to.length - same;
}

function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1] ?? '';
}
