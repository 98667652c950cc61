import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { print } from '../support/print.ts';
import {
  accept,
  activated,
  admin,
  closeAll,
  completionRequests,
  showDocument,
  triggerSuggestion,
  typeUntilAsked,
  until,
  writeWorkspaceFile,
} from '../support/extensionHost.ts';

/** A line of a shell script with many closing brackets, none of which ends a branch of `case`. */
function shellLine(length: number): string {
  return `echo ${'$a) '.repeat(length / 4)}`;
}

/** Opens a file of the workspace with the cursor at its end. */
async function openAtEnd(name: string, text: string): Promise<vscode.TextEditor> {
  return showDocument(`${text}█`, { uri: await writeWorkspaceFile(name, text) });
}

/** How long a task takes, in milliseconds. */
async function timeOf(task: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await task();
  return performance.now() - start;
}

/**
 * The shortest of several times of each measurement. They take turns, so that other processes disturb both alike,
 * until the first is below `ratio` times the second, at most 12 times.
 */
async function shortestTimes(
  ratio: number,
  first: () => Promise<number>,
  second: () => Promise<number>,
): Promise<readonly [number, number]> {
  let [one, other] = [Infinity, Infinity];
  for (let count = 0; count < 12 && (count < 2 || one >= ratio * other); count += 1) {
    one = Math.min(one, await first());
    other = Math.min(other, await second());
  }
  return [one, other];
}

describe('completions near long lines', () => {
  before(activated);

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
    await admin().answer('42');
  });

  afterEach(async () => {
    await closeAll();
    await admin().reset();
  });

  for (const length of [5_700, 200_000]) {
    it(`completes below a line of ${length} characters in a shell script`, async () => {
      const editor = await openAtEnd(`long${length}.sh`, `${shellLine(length)}\ntotal=`);
      await triggerSuggestion();
      assert.match(await accept(editor), /\ntotal=42\n?$/);
    });
  }

  it('requests a completion below a long line as fast as below a short one', async function () {
    this.timeout(5 * 60_000);
    let files = 0;
    const timeBelow = async (above: string): Promise<number> => {
      files += 1;
      await openAtEnd(`below${files}.sh`, `${above}\ntotal=`);
      return timeOf(async () => {
        const before = (await completionRequests()).length;
        // Does not fit the answer before, so that it is requested.
        await typeUntilAsked('x');
        await until('a request', async () => (await completionRequests()).length > before);
      });
    };
    const [long, short] = await shortestTimes(
      4,
      () => timeBelow(shellLine(200_000)),
      () => timeBelow('echo $a'),
    );
    print(`a request after ${short.toFixed(0)} ms, below a long line ${long.toFixed(0)} ms`);
    assert.ok(long < 4 * short, `${long} ms instead of ${short} ms`);
  });

  it('types in a line of 1 MB about as fast as with completions turned off', async function () {
    this.timeout(5 * 60_000);
    const toggle = () => vscode.commands.executeCommand('codestral.toggleCompletions');
    await openAtEnd('line.js', 'x'.repeat(1_000_000));
    const key = () => timeOf(() => typeUntilAsked('y'));
    const keyWithout = async (): Promise<number> => {
      await toggle();
      try {
        return await key();
      } finally {
        await toggle();
      }
    };
    const [on, off] = await shortestTimes(3, key, keyWithout);
    print(`a key in a line of 1 MB: ${on.toFixed(0)} ms, ${off.toFixed(0)} ms without completions`);
    assert.ok(on < 3 * off, `${on} ms instead of ${off} ms`);
  });
});
