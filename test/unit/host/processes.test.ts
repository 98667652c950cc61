import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProgram, startProgram } from '../../host/processes.ts';

const node = process.execPath;

describe('runProgram', () => {
  it('returns what the program printed', async () => {
    assert.equal(
      await runProgram(node, ['-e', 'console.log("out"); console.error("err")']),
      'out\nerr\n',
    );
  });

  it('fails with the last lines of a program that fails', async () => {
    const failing = runProgram(node, ['-e', 'console.error("why"); process.exit(3)']);
    await assert.rejects(failing, /failed \(3\):\nwhy/);
  });

  it('fails when there is no such program', async () => {
    await assert.rejects(runProgram(join('no', 'such', 'program'), []), /ENOENT/);
  });
});

describe('atExit', () => {
  it('ends the process although a cleanup fails, and runs the last one first', async () => {
    const script = `
      import { atExit } from './test/host/processes.ts';
      atExit(() => console.log('first'));
      atExit(() => { throw new Error('not empty'); });
      atExit(() => console.log('last'));
      setInterval(() => undefined, 1000);
      process.exit(3);`;
    const program = startProgram(node, ['--import', 'tsx', '--input-type=module', '-e', script]);
    assert.equal(await program.exit, 3);
    assert.match(program.output(), /last\n[^]*first\n/);
    assert.match(program.output(), /not empty/);
  });
});

describe('startProgram', () => {
  it('waits for a line and ends the program with all its children', async () => {
    const child = `setInterval(() => undefined, 1000)`;
    const parent = `
      const { spawn } = require('node:child_process');
      console.log('child ' + spawn(process.execPath, ['-e', ${JSON.stringify(child)}]).pid);
      setInterval(() => undefined, 1000);`;
    const program = startProgram(node, ['-e', parent]);
    const [, pid] = await program.waitFor(/child (\d+)/, 10_000);
    assert.ok(isAlive(Number(pid)));
    await program.stop();
    assert.equal(await program.exit, null);
    while (isAlive(Number(pid))) await delay(5);
  });

  it('fails at once if the program ends before it prints the expected line', async () => {
    const program = startProgram(node, ['-e', 'console.log("bye")']);
    await assert.rejects(program.waitFor(/hello/, 10_000), /ended \(0\) before it printed.*\nbye/);
  });

  it('fails if the line does not arrive in time', async () => {
    const program = startProgram(node, ['-e', 'setInterval(() => undefined, 1000)']);
    await assert.rejects(program.waitFor(/hello/, 20), /ran 20 ms before it printed/);
    await program.stop();
  });

  it('passes on whole lines however they are chunked', async () => {
    const lines: string[] = [];
    const script = `process.stdout.write('a'); setTimeout(() => process.stdout.write('b\\r\\nc'), 20)`;
    await runProgram(node, ['-e', script], { onLine: (line) => lines.push(line) });
    assert.deepEqual(lines, ['ab', 'c']);
  });
});

/** Whether a process is running; false for zombies. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
