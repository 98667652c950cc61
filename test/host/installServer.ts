import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, programPrerequisite } from '../tools/prerequisites.ts';
import { cacheFolder } from './cacheFolder.ts';
import { installOnce } from './installOnce.ts';
import { elapsed, type Log } from './log.ts';
import { runProgram } from './processes.ts';

/** The paths of an installed server build. */
export interface ServerFiles {
  /** The editor's version: `1.139`. */
  readonly version: string;
  /** The Node that the build was made for. */
  readonly node: string;
  /** The script that starts the server. */
  readonly main: string;
}

/** The npm package that contains VS Code 1.139, and the major version of Node that it requires. */
const editor = { version: '1.139', codeServer: '4.139.1', nodeMajor: 24 };

/** The folder that holds a complete server build, if it exists. */
export function serverFolder(): string {
  return join(
    cacheFolder(),
    `code-server-${editor.codeServer}-${process.platform}-${process.arch}`,
  );
}

/** The server build of VS Code from the user's cache, installed from the npm registry if missing. */
export async function installServer(log: Log): Promise<ServerFiles> {
  const target = serverFolder();
  const title = `VS Code ${editor.version} (code-server ${editor.codeServer})`;
  const folder = await installOnce(
    { target, title, install: (into) => installParts(into, title, log) },
    log,
  );
  return {
    version: editor.version,
    node: nodeIn(folder),
    main: join(folder, 'vscode', 'out', 'server-main.js'),
  };
}

function nodePackage(): string {
  // The platform packages behind npm's package `node`, which need no install script.
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const prefix = platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node';
  return `${prefix}-${platform}-${process.arch}`;
}

function nodeIn(folder: string): string {
  return join(folder, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Fills `folder` with `node/` and `vscode/`. Only the VS Code of code-server is kept. Of its
 * native modules only the logger and the watchdog need a compiler: the terminal and the file
 * watcher are prebuilt, and Kerberos and the agents' database, which take most of the
 * build time and a system library, are never loaded in a test.
 */
async function installParts(folder: string, title: string, log: Log): Promise<void> {
  await ensureInstalled(
    [
      programPrerequisite('python3', 'python3'),
      programPrerequisite('make', 'make'),
      programPrerequisite('g++', 'g++'),
    ],
    log,
  );
  const startedAt = performance.now();
  let step = '';
  const tell = (): void => {
    log(`installing ${title}: ${step} … ${elapsed(startedAt)}`);
  };
  const ticker = setInterval(tell, 10_000);
  const begin = (name: string): void => {
    step = name;
    tell();
  };
  try {
    begin('downloading');
    await Promise.all([unpackNode(folder), unpackVSCode(folder)]);
    begin('installing its packages');
    const vscode = join(folder, 'vscode');
    await Promise.all([
      npm(folder, vscode, 'install', '--omit=dev', '--ignore-scripts'),
      npm(folder, join(vscode, 'extensions'), 'install', '--omit=dev', '--ignore-scripts'),
    ]);
    begin('building native modules');
    await npm(folder, vscode, 'rebuild', '@vscode/spdlog', '@vscode/native-watchdog');
    log(`installed ${title} in ${elapsed(startedAt)}`);
  } finally {
    clearInterval(ticker);
  }
}

async function unpackNode(folder: string): Promise<void> {
  await unpack(`${nodePackage()}@${editor.nodeMajor}`, join(folder, 'node.unpacked'));
  await rename(join(folder, 'node.unpacked', 'package'), join(folder, 'node'));
  await rm(join(folder, 'node.unpacked'), { recursive: true });
}

async function unpackVSCode(folder: string): Promise<void> {
  const unpacked = join(folder, 'code-server.unpacked');
  await unpack(`code-server@${editor.codeServer}`, unpacked);
  await rename(join(unpacked, 'package', 'lib', 'vscode'), join(folder, 'vscode'));
  await rm(unpacked, { recursive: true });
}

/** Downloads a package without its dependencies, with npm's proxy, registry and cache settings. */
async function unpack(name: string, folder: string): Promise<void> {
  await mkdir(folder);
  await runProgram(npmProgram, ['pack', name, '--silent', '--pack-destination', folder], {
    cwd: folder,
  });
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm pack ${name} left no archive.`);
  await runProgram('tar', ['-xzf', archive], { cwd: folder });
  await rm(join(folder, archive));
}

const npmProgram = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs npm with the installed Node; native modules are built with its headers. */
async function npm(folder: string, cwd: string, ...args: string[]): Promise<void> {
  const path = `${dirname(nodeIn(folder))}${delimiter}${process.env['PATH'] ?? ''}`;
  const headers = join(folder, 'node');
  await runProgram(npmProgram, [...args, '--no-audit', '--no-fund', '--foreground-scripts'], {
    cwd,
    env: {
      ...process.env,
      PATH: path,
      JOBS: 'max',
      ...(existsSync(join(headers, 'include')) ? { npm_config_nodedir: headers } : {}),
    },
  });
}
