import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { countsOf, run } from '../../tools/programs.ts';

/** Runs a script as if it were a program of node_modules. */
async function runScript(script: string) {
  await mkdir('node_modules/.cache', { recursive: true });
  const folder = await mkdtemp(resolve('node_modules/.cache/programs-'));
  try {
    const file = join(folder, 'program.cjs');
    await writeFile(file, script);
    const lines: string[] = [];
    const result = await run((line) => lines.push(line), relative('node_modules', file), [], {
      timeoutMs: 1500,
      graceMs: 100,
    });
    return { ...result, lines };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('run', () => {
  it('logs each line and resolves with the exit code', async () => {
    const { code, lines } = await runScript('console.log("a\\nb"); process.exitCode = 3;');
    assert.equal(code, 3);
    assert.deepEqual(lines, ['a', 'b']);
  });

  it('stops a program that takes too long, even if it ignores the request to end', async () => {
    const { code, output } = await runScript(
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);',
    );
    assert.equal(code, 1);
    assert.match(output, /did not end within/);
  });

  it('does not wait for a process that keeps the output of an ended program open', async () => {
    const { code, lines } = await runScript(
      `const child = require('node:child_process').spawn(
        process.execPath,
        ['-e', 'setTimeout(() => {}, 5000)'],
        { stdio: 'inherit', detached: true },
      );
      console.log(child.pid);
      child.unref();`,
    );
    process.kill(Number(lines[0]), 'SIGKILL');
    assert.equal(code, 0);
  });
});

describe('countsOf', () => {
  it('counts a run without a summary as failed', () => {
    assert.deepEqual(countsOf({ code: 1, output: '  2 passing' }), {
      passed: 2,
      failed: 1,
      skipped: 0,
    });
  });
});
