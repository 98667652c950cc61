import assert from 'node:assert/strict';
import { isProjectFile, testFrameworkIn } from '../../../../src/actions/tests/testFramework.ts';

/** The framework by language, name and text of a project file; `-` for none. */
const CASES: readonly (readonly [language: string, name: string, text: string, found: string])[] = [
  ['typescript', 'package.json', '{"devDependencies":{"vitest":"^3"}}', 'vitest'],
  ['javascript', 'package.json', '{"devDependencies":{"ts-jest":"1","jest":"1"}}', 'jest'],
  ['typescriptreact', 'package.json', '{"dependencies":{"react-scripts":"5"}}', 'jest'],
  ['typescript', 'package.json', '{"devDependencies":{"mocha":"11","tsx":"4"}}', 'mocha'],
  ['vue', 'package.json', '{"devDependencies":{"ava":"6"}}', 'ava'],
  ['typescript', 'package.json', '{"devDependencies":{"jasmine-core":"5"}}', 'jasmine'],
  ['typescript', 'package.json', '{"devDependencies":{"@playwright/test":"1"}}', 'playwright'],
  ['javascript', 'package.json', '{"scripts":{"test":"node --test test/"}}', 'node:test'],
  ['javascript', 'package.json', '{"scripts":{"test":"tsx --import x --test"}}', 'node:test'],
  ['javascript', 'package.json', '{"scripts":{"test":"node a.js && ls --test"}}', '-'],
  ['javascript', 'package.json', '{"scripts":{"check":"bun test"}}', 'bun:test'],
  // What `npm test` runs takes precedence over what else is installed.
  [
    'typescript',
    'package.json',
    '{"scripts":{"test":"mocha"},"devDependencies":{"vitest":"1"}}',
    'mocha',
  ],
  [
    'typescript',
    'package.json',
    '{"scripts":{"test":"npm run unit"},"devDependencies":{"@playwright/test":"1","vitest":"1"}}',
    'vitest',
  ],
  ['typescript', 'package.json', '{"devDependencies":{"eslint-plugin-jest":"1"}}', '-'],
  ['typescript', 'package.json', '{"devDependencies":["vitest"]}', '-'],
  ['typescript', 'package.json', '{"devDependencies":null,"scripts":{"test":7}}', '-'],
  ['typescript', 'package.json', '{"devDependencies":{"vitest"', '-'],
  ['typescript', 'package.json', 'null', '-'],
  ['typescript', 'deno.json', '{}', 'Deno.test'],
  ['python', 'pyproject.toml', '[tool.pytest.ini_options]\n', 'pytest'],
  ['python', 'pyproject.toml', '[project]\n# no pytest\ndependencies = []\n', '-'],
  ['python', 'pytest.ini', '', 'pytest'],
  ['python', 'setup.cfg', 'tests_require =\n  pytest-cov\n', 'pytest'],
  ['python', 'requirements-dev.txt', 'requests\npytest==8.0\n', 'pytest'],
  ['python', 'tox.ini', '[testenv]\ncommands = python -m unittest\n', 'unittest'],
  ['python', 'package.json', '{"devDependencies":{"vitest":"1"}}', '-'],
  ['rust', 'Cargo.toml', '[package]\n', 'cargo test'],
  ['go', 'go.mod', 'module x\n', 'go test'],
  ['go', 'go.mod', 'module x\nrequire github.com/stretchr/testify v1.9.0\n', 'testify'],
  ['go', 'go.mod', 'module x\n// github.com/stretchr/testify\n', 'go test'],
  ['java', 'pom.xml', '<artifactId>junit-jupiter</artifactId>', 'JUnit 5'],
  ['java', 'pom.xml', '<artifactId>junit</artifactId>', 'JUnit 4'],
  ['java', 'pom.xml', '<!-- junit-jupiter --><artifactId>testng</artifactId>', 'TestNG'],
  ['java', 'pom.xml', '<artifactId>x</artifactId><!-- junit-jupiter', '-'],
  ['kotlin', 'build.gradle.kts', 'tasks.test { useJUnitPlatform() }', 'JUnit 5'],
  ['java', 'build.gradle', "testImplementation 'junit:junit:4.13'", 'JUnit 4'],
  ['groovy', 'build.gradle', "testImplementation 'org.spockframework:spock-core'", 'Spock'],
  ['scala', 'build.sbt', 'libraryDependencies += "org.scalameta" %% "munit" % "1"', 'MUnit'],
  ['scala', 'build.sbt', 'name := "communities"', '-'],
  ['csharp', 'Shop.Tests.csproj', '<PackageReference Include="xunit" />', 'xUnit'],
  ['csharp', 'Shop.csproj', '<PackageReference Include="NUnit" />', 'NUnit'],
  ['csharp', 'Shop.csproj', '<PackageReference Include="MSTest.TestFramework" />', 'MSTest'],
  ['csharp', 'Shop.csproj', '<Project />', '-'],
  ['ruby', 'Gemfile', "gem 'rspec'", 'RSpec'],
  ['ruby', 'Gemfile', "# gem 'rspec'\ngem 'minitest'", 'minitest'],
  ['php', 'composer.json', '{"require-dev":{"phpunit/phpunit":"^11"}}', 'PHPUnit'],
  ['php', 'composer.json', '{"require-dev":{"pestphp/pest":"3","phpunit/phpunit":"1"}}', 'Pest'],
  ['cpp', 'CMakeLists.txt', 'find_package(GTest REQUIRED)', 'GoogleTest'],
  ['cpp', 'CMakeLists.txt', '# GTest\nfind_package(Catch2 3)', 'Catch2'],
  ['c', 'CMakeLists.txt', 'project(x C)', '-'],
  ['swift', 'Package.swift', '.testTarget(name: "ShopTests")', 'XCTest'],
  ['dart', 'pubspec.yaml', 'dev_dependencies:\n  test: ^1.0\n', 'package:test'],
  ['elixir', 'mix.exs', '', 'ExUnit'],
  ['cobol', 'package.json', '{"devDependencies":{"vitest":"1"}}', '-'],
];

describe('testFrameworkIn', () => {
  for (const [language, name, text, found] of CASES) {
    it(`finds ${found} for ${language} in ${name}: ${text}`, () => {
      const files = [{ path: `shop/${name}`, text }];
      const framework = testFrameworkIn(files, language);
      assert.deepEqual(
        framework,
        found === '-' ? undefined : { name: found, path: `shop/${name}` },
      );
      // The adapter reads only these files.
      if (framework) assert.ok(isProjectFile(name, language));
    });
  }

  it('uses the most specific file of a folder', () => {
    const files = [
      { path: 'requirements.txt', text: 'unittest-xml-reporting' },
      { path: 'pyproject.toml', text: 'pytest' },
    ];
    assert.deepEqual(testFrameworkIn(files, 'python'), { name: 'pytest', path: 'pyproject.toml' });
  });

  for (const name of ['README.md', 'package.json.bak', 'my-package.json', 'go.modern']) {
    it(`ignores ${name}`, () => {
      for (const language of ['typescript', 'go', 'python', 'cobol']) {
        assert.ok(!isProjectFile(name, language));
      }
    });
  }
});
