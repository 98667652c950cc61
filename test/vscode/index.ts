import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { reportVariable, type SuiteResult } from '../host/suiteReport.ts';
import { WAIT_MS } from '../host/timeouts.ts';
import { print, printedLines } from '../support/print.ts';
import { EDITOR_RETRIES, reportRetries } from '../support/retries.ts';

/**
 * Runs suites with mocha inside the extension host. `files` are functions that load one test file
 * each: its `describe` needs mocha's globals first. Every test prints one line that begins with
 * `ok`, `not ok` or `skip`, and one that begins with `again` before it runs a second time; the
 * result goes to the file that the host asked for. Rejects when a test failed, as VS Code expects of
 * a run.
 */
export async function runFiles(files: readonly (() => unknown)[]): Promise<void> {
  const mocha = new Mocha({
    ...{ ui: 'bdd', timeout: 2 * WAIT_MS, reporter: Quiet, forbidOnly: true },
    retries: EDITOR_RETRIES,
  });
  mocha.suite.emit(Mocha.Suite.constants.EVENT_FILE_PRE_REQUIRE, globalThis, '', mocha);
  ignoreBuiltInExtensions();
  for (const load of files) load();
  const counts = await runAndPrint(mocha);
  const result: SuiteResult = { ...counts, output: printedLines().join('\n') };
  const file = process.env[reportVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(result));
  if (counts.failed > 0) throw new Error(`${counts.failed} of the suites' tests failed`);
}

type Counts = Omit<SuiteResult, 'output'>;

/** A reporter without output: the lines are printed from the runner's events. */
class Quiet extends Mocha.reporters.Base {
  override epilogue(): void {
    // The host prints the totals.
  }
}

function runAndPrint(mocha: Mocha): Promise<Counts> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      resolve(counts);
    });
    runner.on('pass', (test) => {
      counts.passed++;
      print(`ok ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('pending', (test) => {
      counts.skipped++;
      print(`skip ${test.fullTitle()}`);
    });
    reportRetries(runner, print);
    // A failing hook is reported here as a test.
    runner.on('fail', (test, error: unknown) => {
      counts.failed++;
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      print(`not ok ${test.fullTitle()}\n${why}`);
    });
  });
}

/**
 * Keeps exceptions of VS Code's own extensions, which share the extension host, from failing the test that happens to
 * run: the Git extension, for example, throws if a repository is closed while it writes to a process. Replaces a method
 * because VS Code wraps the listeners of `uncaughtException`, so that Mocha's cannot be removed.
 */
function ignoreBuiltInExtensions(): void {
  const prototype = Mocha.Runner.prototype as unknown as { _uncaught: (error: unknown) => void };
  const failTest = prototype._uncaught;
  prototype._uncaught = function (error) {
    if (isOfBuiltInExtension(error)) print(`ignored, of a built-in extension: ${error.message}`);
    else failTest.call(this, error);
  };
}

/** Whether an exception was thrown in one of VS Code's own extensions, without a frame of any other code. */
function isOfBuiltInExtension(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const folder = join(vscode.env.appRoot, 'extensions');
  const others = frames.filter((line) => !line.includes(folder));
  return others.length < frames.length && others.every((line) => /\(node:|<anonymous>/.test(line));
}
