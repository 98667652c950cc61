import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  downloadAndUnzipVSCode,
  ProgressReportStage,
  resolveCliArgsFromVSCodeExecutablePath,
} from '@vscode/test-electron';
import { cacheFolder } from './cacheFolder.ts';
import { installOnce } from './installOnce.ts';
import type { Log } from './log.ts';
import { runProgram } from './processes.ts';
import { runEnvironment } from './settings.ts';

/** A desktop VS Code. */
export interface DesktopFiles {
  /** The Electron program itself, not the shell script `code` that starts it. */
  readonly executable: string;
  /** `1.139.0` */
  readonly version: string;
}

/** Only probed for an answer: without this site there is no download either. */
const releasesUrl = 'https://update.code.visualstudio.com/api/releases/stable';

/** Timeout of the probe in ms: enough for a slow network, too short to look like a hang. */
const probeTimeoutMs = 4000;

/**
 * Finds the desktop VS Code of `VSCODE_EXECUTABLE`, of the cache or, if allowed, of the download site;
 * resolves to undefined if there is none.
 */
export async function findDesktop(
  log: Log,
  { mayDownload }: { readonly mayDownload: boolean },
): Promise<DesktopFiles | undefined> {
  const chosen = process.env['VSCODE_EXECUTABLE'];
  if (chosen !== undefined && chosen !== '') return examine(chosen);
  const target = join(cacheFolder(), `desktop-${process.platform}-${process.arch}`);
  if (existsSync(target)) return readRecord(target);
  if (!mayDownload) return undefined;
  const unreachable = await whyUnreachable();
  if (unreachable !== undefined) {
    log(`no desktop VS Code: its download site does not answer (${unreachable})`);
    return undefined;
  }
  const title = 'desktop VS Code';
  await installOnce({ target, title, install: (folder) => download(folder, title, log) }, log);
  return readRecord(target);
}

/** The command line that installs packages into a desktop VS Code and prints its version. */
export function commandLine({ executable }: Pick<DesktopFiles, 'executable'>): string[] {
  return resolveCliArgsFromVSCodeExecutablePath(executable, { reuseMachineInstall: true });
}

async function examine(executable: string): Promise<DesktopFiles> {
  if (!existsSync(executable)) {
    throw new Error(`VSCODE_EXECUTABLE names ${executable}, which does not exist.`);
  }
  const [command = executable, ...args] = commandLine({ executable });
  const reported = await runProgram(command, [...args, '--version'], { env: runEnvironment() });
  return { executable, version: /^\d+\.\d+\.\d+/m.exec(reported)?.[0] ?? 'unknown' };
}

async function whyUnreachable(): Promise<string | undefined> {
  try {
    const response = await fetch(releasesUrl, { signal: AbortSignal.timeout(probeTimeoutMs) });
    await response.body?.cancel();
    return response.ok ? undefined : `status ${response.status}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return cause instanceof Error ? cause.message : String(cause);
  }
}

async function download(folder: string, title: string, log: Log): Promise<void> {
  let reported = -1;
  const executable = await downloadAndUnzipVSCode({
    version: 'stable',
    cachePath: folder,
    reporter: {
      report(progress) {
        if (progress.stage !== ProgressReportStage.Downloading) return;
        const tenth = Math.floor((10 * progress.bytesSoFar) / (progress.totalBytes || 1));
        if (tenth > reported) log(`installing ${title}: ${tenth * 10} % downloaded`);
        reported = Math.max(reported, tenth);
      },
      error(error) {
        log(`installing ${title}: ${String(error)}`);
      },
    },
  });
  const { version } = await examine(executable);
  // Relative, since the folder is moved when it is complete.
  const record: DesktopFiles = { executable: relative(folder, executable), version };
  await writeFile(join(folder, recordName), JSON.stringify(record));
}

const recordName = 'installed.json';

async function readRecord(folder: string): Promise<DesktopFiles> {
  const record = JSON.parse(await readFile(join(folder, recordName), 'utf8')) as DesktopFiles;
  return { ...record, executable: join(folder, record.executable) };
}
