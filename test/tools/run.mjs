import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Every npm script comes through here: `node test/tools/run.mjs NAME [ARGUMENTS]` makes sure that the
// packages are installed and then runs test/tools/NAME.ts. It uses what Node brings, since it has to
// work on a fresh clone, and it leaves standard output to the tool.

const repository = new URL('../../', import.meta.url);
const stamp = new URL('node_modules/.installed-for', repository);

requireNode(20, 19);
installPackages();
runTool();

function requireNode(major, minor) {
  const [hasMajor = 0, hasMinor = 0] = process.versions.node.split('.').map(Number);
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return;
  fail(`This needs Node ${major}.${minor} or later, and here is ${process.versions.node}.`);
}

/** The stamp is written last, so that an installation that was cut short does not count. */
function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(new URL('package-lock.json', repository)))
    // Native programs such as esbuild's are of the system they were installed on.
    .update(`${process.platform}-${process.arch}`)
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('installing the packages of package-lock.json (npm ci)\n');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: repository,
    stdio: ['ignore', 2, 2],
    // npm is npm.cmd on Windows, which only a shell can start.
    shell: process.platform === 'win32',
  });
  if (status !== 0) fail('npm ci failed; its messages are above.');
  writeFileSync(stamp, wanted);
}

function runTool() {
  const [name = '', ...args] = process.argv.slice(2);
  const file = fileURLToPath(new URL(`test/tools/${name}.ts`, repository));
  if (!/^\w+$/.test(name) || !existsSync(file)) fail(`There is no test/tools/${name}.ts.`);
  const tool = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: repository,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the tool as well; this process only has to outlive it.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) tool.kill(signal);
    });
  }
  tool.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
