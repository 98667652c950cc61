import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import Mocha from 'mocha';

// Runs the files of test/browser that it is given, or all, and says at the end in which of them a test failed.

const given = process.argv.slice(2);
const all = readdirSync('test/browser', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test/browser', file))
  .sort();
const mocha = new Mocha({
  reporter: 'dot',
  timeout: 120_000,
  forbidOnly: true,
  forbidPending: true,
});
for (const file of given.length > 0 ? given : all) mocha.addFile(file);
await mocha.loadFilesAsync();
const failed = new Set<string>();
const runner = mocha.run((failures) => {
  for (const file of failed) console.log(`failed in ${relative('.', file)}`);
  // A VS Code that a broken test has left behind would keep the process.
  process.exit(failures > 0 ? 1 : 0);
});
runner.on('fail', ({ file }) => {
  if (file !== undefined) failed.add(file);
});
