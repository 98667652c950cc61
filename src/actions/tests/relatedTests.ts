import { baseName } from '../../base/baseName.ts';
import { testExtensions } from '../../languages/ecosystems.ts';

/** Prefixes and suffixes of test file names. The rest is the name of the tested file. */
const BEFORE = /^(?:test_(?=.)|Test(?=[A-Z]))/;
const AFTER = /(?<=.)(?:[._-](?:tests?|specs?)|(?<=[a-z\d])(?:Tests?|Specs?|IT))$/;
const TEST_FOLDER = /^(?:tests?|__tests__|specs?|testing|androidTest)$/i;
/** Folders that are ignored when paths are compared: tests often mirror the sources below them. */
const NEUTRAL = /^(?:src|lib|app|main|unit|java|kotlin|tests?|__tests__|specs?|testing)$/i;
/** Common file names: a test with such a name in a distant folder is unrelated. */
const COMMON = /^(?:index|main|mod|lib|app|utils?|helpers?|types|common|constants|__init__)$/i;

/** The test files among some paths, starting with the best example for tests of a file. */
export function rankTests(
  path: string,
  languageId: string,
  candidates: readonly string[],
): readonly string[] {
  const extensions = testExtensions(languageId);
  const file = pathPartsOf(path);
  return candidates
    .filter((each) => each !== path && extensions.includes(extensionOf(each)))
    .map((each) => ({ path: each, ...closeness(file, pathPartsOf(each)) }))
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

/** Globs for tests of a file and of its language. VS Code does not support nested braces. */
export function testGlobs(path: string, languageId: string): readonly string[] {
  const extensions = testExtensions(languageId);
  if (extensions.length === 0) return [];
  // Braces with a single alternative do not work everywhere.
  const ending = extensions.length === 1 ? (extensions[0] ?? '') : `{${extensions.join(',')}}`;
  const { stem } = pathPartsOf(path);
  const own = stem.replace(/[^\p{L}\p{N}._-]/gu, '?');
  return [
    `**/*${own}*.${ending}`,
    `**/{*[._-]test,*[._-]tests,*[._-]spec,test_*,*Test,*Tests,*Spec,Test*}.${ending}`,
  ];
}

interface PathParts {
  readonly folders: readonly string[];
  /** The file name without test affixes and extension. */
  readonly stem: string;
  /** Whether its name marks it as a test. */
  readonly isNamed: boolean;
}

function pathPartsOf(path: string): PathParts {
  const name = baseName(path).replace(/\.[^.]*$/, '');
  const stem = name.replace(BEFORE, '').replace(AFTER, '');
  return { folders: path.split('/').slice(0, -1), stem, isNamed: stem !== name };
}

function closeness(file: PathParts, test: PathParts) {
  const steps = stepsBetween(file.folders, test.folders);
  const isPlace = (folder: string): boolean => !NEUTRAL.test(folder);
  const distance = stepsBetween(file.folders.filter(isPlace), test.folders.filter(isPlace));
  const hasSameStem = test.stem.toLowerCase() === file.stem.toLowerCase();
  const isInTests = test.folders.some((folder) => TEST_FOLDER.test(folder));
  // Test folders also contain helpers: there, only the same stem marks a test.
  const isTest = test.isNamed || (isInTests && hasSameStem);
  const isOwn = hasSameStem && (distance === 0 || !COMMON.test(file.stem));
  return { isTest, isOwn, isBeside: steps === 0, distance, steps };
}

/** The number of folders up and down from one to the other. */
function stepsBetween(from: readonly string[], to: readonly string[]): number {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same += 1;
  return from.length - same + to.length - same;
}

function extensionOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1] ?? '';
}
