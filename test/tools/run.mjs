import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Entry point of the npm scripts: `node test/tools/run.mjs NAME [ARGUMENTS]` installs the packages if needed and
// runs test/tools/NAME.ts. It must work on a fresh clone, so it uses only Node's own modules. It writes nothing to
// standard output, which belongs to the tool.

const repository = new URL('../../', import.meta.url);
const stamp = new URL('node_modules/.installed-for', repository);

requireNode(20, 19);
installPackages();
runTool();

function requireNode(major, minor) {
  const [hasMajor = 0, hasMinor = 0] = process.versions.node.split('.').map(Number);
  if (hasMajor > major || (hasMajor === major && hasMinor >= minor)) return;
  fail(`Node ${major}.${minor} or later is required; this is ${process.versions.node}.`);
}

/** Writes the stamp last, so that an interrupted installation is repeated. */
function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync(new URL('package-lock.json', repository)))
    // Native programs such as esbuild's are installed for one system.
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
  if (status !== 0) fail('npm ci failed; see its messages above.');
  writeFileSync(stamp, wanted);
}

function runTool() {
  const [name = '', ...args] = process.argv.slice(2);
  const file = fileURLToPath(new URL(`test/tools/${name}.ts`, repository));
  if (!/^\w+$/.test(name) || !existsSync(file)) fail(`test/tools/${name}.ts does not exist.`);
  const tool = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: repository,
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the tool as well.
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
