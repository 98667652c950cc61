import { baseName } from '../../base/baseName.ts';
import { ecosystemOf } from '../../languages/ecosystems.ts';
import type { Ecosystem } from '../../languages/ecosystems.ts';

/** A file that configures how a project is built or tested. */
export interface ManifestFile {
  /** Relative to the workspace. */
  readonly path: string;
  readonly text: string;
}

/** A test framework and the project file that names it. */
export interface TestFramework {
  /** The usual name: `vitest`, `JUnit 5`. */
  readonly name: string;
  readonly path: string;
}

/** Finds the framework's name in a project file; undefined if there is none. */
type Finder = (text: string) => string | undefined;

/** Project files by language, the most specific first. */
const FILES: Readonly<Record<Ecosystem, readonly (readonly [RegExp, Finder])[]>> = {
  javascript: [
    [/^package\.json$/, frameworkInPackageJson],
    [/^deno\.jsonc?$/, () => 'Deno.test'],
  ],
  python: [
    [/^(?:pytest\.ini|\.pytest\.ini)$/, () => 'pytest'],
    [/^(?:pyproject\.toml|setup\.cfg|tox\.ini)$/, pythonFramework],
    [/^.{0,40}requirements.{0,40}\.txt$/, pythonFramework],
  ],
  rust: [[/^Cargo\.toml$/, () => 'cargo test']],
  go: [
    [/^go\.mod$/, firstMentioned('//', ['onsi/ginkgo', 'Ginkgo'], ['stretchr/testify', 'testify'])],
  ],
  jvm: [
    [/^pom\.xml$/, jvmFramework],
    [/^build\.gradle(?:\.kts)?$/, jvmFramework],
    [/^build\.sbt$/, jvmFramework],
  ],
  dotnet: [
    [/^.{1,200}\.(?:cs|fs|vb)proj$/, dotnetFramework],
    [/^Directory\.Packages\.props$/, dotnetFramework],
  ],
  ruby: [
    [/^(?:Gemfile|.{1,200}\.gemspec)$/, firstMentioned('#', ['rspec', 'RSpec'], ['minitest'])],
  ],
  php: [
    [
      /^composer\.json$/,
      firstMentioned('', ['pestphp/pest', 'Pest'], ['phpunit/phpunit', 'PHPUnit']),
    ],
  ],
  c: [
    [
      /^(?:CMakeLists\.txt|meson\.build|conanfile\.txt|vcpkg\.json)$/,
      firstMentioned(
        '#',
        ['gtest', 'GoogleTest'],
        ['googletest', 'GoogleTest'],
        ['catch2', 'Catch2'],
        ['doctest'],
        ['unit_test_framework', 'Boost.Test'],
        ['cmocka'],
      ),
    ],
  ],
  swift: [
    [
      /^Package\.swift$/,
      firstMentioned('//', ['swift-testing', 'Swift Testing'], ['.testTarget', 'XCTest']),
    ],
  ],
  dart: [[/^pubspec\.yaml$/, firstMentioned('#', ['flutter_test'], ['test:', 'package:test'])]],
  elixir: [[/^mix\.exs$/, () => 'ExUnit']],
};

/** Whether {@link testFrameworkIn} reads a file for a language. */
export function isProjectFile(name: string, languageId: string): boolean {
  const ecosystem = ecosystemOf(languageId);
  return ecosystem !== undefined && FILES[ecosystem].some(([pattern]) => pattern.test(name));
}

/** The test framework that the project files of a folder name for a language. Their content is not trusted. */
export function testFrameworkIn(
  files: readonly ManifestFile[],
  languageId: string,
): TestFramework | undefined {
  const ecosystem = ecosystemOf(languageId);
  if (!ecosystem) return undefined;
  for (const [pattern, find] of FILES[ecosystem]) {
    for (const { path, text } of files) {
      const name = pattern.test(baseName(path)) ? find(text) : undefined;
      if (name !== undefined) return { name, path };
    }
  }
  // Go tests need no package: a module file is enough.
  const module =
    ecosystem === 'go' ? files.find(({ path }) => baseName(path) === 'go.mod') : undefined;
  return module && { name: 'go test', path: module.path };
}

/** Packages of frameworks, the most likely main framework first. */
const PACKAGES: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^vitest$/, 'vitest'],
  [/^(?:jest|@jest\/globals|ts-jest|babel-jest|react-scripts)$/, 'jest'],
  [/^mocha$/, 'mocha'],
  [/^ava$/, 'ava'],
  [/^jasmine(?:-core)?$/, 'jasmine'],
  [/^tape$/, 'tape'],
  [/^@playwright\/test$/, 'playwright'],
  [/^cypress$/, 'cypress'],
];

/** Commands of frameworks in scripts. */
const SCRIPTS: readonly (readonly [pattern: Pick<RegExp, 'test'>, name: string])[] = [
  [/\bvitest\b/, 'vitest'],
  [/\b(?:jest|react-scripts test)\b/, 'jest'],
  [/\b(?:mocha|c8 mocha)\b/, 'mocha'],
  [/\bava\b/, 'ava'],
  [/\b(?:jasmine|ng test)\b/, 'jasmine'],
  [{ test: runsNodeTests }, 'node:test'],
  [/\bbun test\b/, 'bun:test'],
  [/\bplaywright test\b/, 'playwright'],
];

/** Prefers what `npm test` runs, then what is installed, then what any other script runs. */
function frameworkInPackageJson(text: string): string | undefined {
  const manifest = jsonIn(text);
  const scripts = entriesOf(manifest, 'scripts');
  const main = scripts.filter(([name]) => name === 'test');
  const packages = ['devDependencies', 'dependencies'].flatMap((field) =>
    entriesOf(manifest, field).map(([name]) => name),
  );
  const installed = PACKAGES.find(([pattern]) => packages.some((name) => pattern.test(name)));
  return scriptOf(main) ?? installed?.[1] ?? scriptOf(scripts);
}

function scriptOf(scripts: readonly (readonly [string, unknown])[]): string | undefined {
  const lines = scripts.flatMap(([, line]) => (typeof line === 'string' ? [line] : []));
  return SCRIPTS.find(([pattern]) => lines.some((line) => pattern.test(line)))?.[1];
}

function pythonFramework(text: string): string | undefined {
  const mentioned = withoutLines(text, '#');
  if (/\bpytest\b/.test(mentioned)) return 'pytest';
  return /\bunittest\b/.test(mentioned) ? 'unittest' : undefined;
}

/** Maven, Gradle and sbt use the same library names. */
function jvmFramework(text: string): string | undefined {
  return firstMentioned(
    '//',
    ['kotest', 'Kotest'],
    ['spock', 'Spock'],
    ['scalatest', 'ScalaTest'],
    ['"munit"', 'MUnit'],
    ['testng', 'TestNG'],
    ['junit-jupiter', 'JUnit 5'],
    ['junit.jupiter', 'JUnit 5'],
    ['useJUnitPlatform', 'JUnit 5'],
    ['spring-boot-starter-test', 'JUnit 5'],
    ['kotlin-test', 'kotlin.test'],
    ['junit:junit', 'JUnit 4'],
    ['<artifactId>junit</artifactId>', 'JUnit 4'],
  )(withoutBlocks(text, '<!--', '-->'));
}

function dotnetFramework(text: string): string | undefined {
  return firstMentioned(
    '',
    ['xunit', 'xUnit'],
    ['nunit', 'NUnit'],
    ['mstest', 'MSTest'],
  )(withoutBlocks(text, '<!--', '-->'));
}

/** Finds the first of some words outside of comment lines, ignoring case. The name defaults to the word. */
function firstMentioned(
  comment: string,
  ...words: readonly (readonly [word: string, name?: string])[]
): Finder {
  return (text) => {
    const mentioned = withoutLines(text, comment).toLowerCase();
    const found = words.find(([word]) => mentioned.includes(word.toLowerCase()));
    return found && (found[1] ?? found[0]);
  };
}

/** The text without comment lines. */
function withoutLines(text: string, comment: string): string {
  if (comment === '') return text;
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith(comment));
  return lines.join('\n');
}

/** The text without comments between two marks. An unclosed comment extends to the end. */
function withoutBlocks(text: string, open: string, close: string): string {
  let result = '';
  let at = 0;
  for (;;) {
    const from = text.indexOf(open, at);
    if (from < 0) return result + text.slice(at);
    result += text.slice(at, from);
    const end = text.indexOf(close, from + open.length);
    if (end < 0) return result;
    at = end + close.length;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function entriesOf(value: unknown, field: string): readonly (readonly [string, unknown])[] {
  const inner = objectIn(objectIn(value)[field]);
  return Object.entries(inner);
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Whether a command of the line is like `node --import tsx --test`. */
function runsNodeTests(line: string): boolean {
  return line.split(/[;&|]/).some((command) => {
    const [, options] = command.split(/(?:^|\s)(?:node|tsx)\b(.*)/s, 2);
    return options !== undefined && /\s--test\b/.test(options);
  });
}
