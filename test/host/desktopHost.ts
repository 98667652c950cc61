import { _electron } from 'playwright-core';
import { commandLine, type DesktopFiles } from './desktopFiles.ts';
import { type Display, openDisplay } from './display.ts';
import { Session, waitForWorkbench } from './session.ts';
import type { Host, RunOptions, SessionOptions, SuiteRun } from './host.ts';
import type { Log } from './log.ts';
import { runProgram, startProgram } from './processes.ts';
import { readReport, reportVariable, suiteLines, type SuiteResult } from './suiteReport.ts';
import { makeRunFolders, type RunFolders } from './runFolders.ts';
import { runEnvironment } from './settings.ts';
import { suiteTimeoutMs, within } from './timeouts.ts';

/** A host for desktop VS Code. */
export function desktopHost(files: DesktopFiles, log: Log): Host {
  return {
    kind: 'desktop',
    version: files.version,
    runSuites: (run) => runSuites(files, run, log),
    open: (options) => open(files, options, log),
    openForUser: (options) => openForUser(files, options, log),
  };
}

async function runSuites(files: DesktopFiles, run: SuiteRun, log: Log): Promise<SuiteResult> {
  await using stage = await prepare(files, run, log);
  const development = run.vsix === undefined ? run.extensionPath : stage.folders.idleExtension;
  const editor = startProgram(
    files.executable,
    [
      ...editorArguments(stage.folders, run),
      `--extensionDevelopmentPath=${development}`,
      `--extensionTestsPath=${run.suites}`,
    ],
    { env: stage.env, onLine: suiteLines(run.log ?? log) },
  );
  try {
    await within(suiteTimeoutMs, 'The suites', editor.exit);
  } finally {
    await editor.stop();
  }
  return await readReport(stage.folders.report, editor.output());
}

async function open(files: DesktopFiles, options: SessionOptions, log: Log): Promise<Session> {
  const stage = await prepare(files, options, log);
  try {
    const app = await _electron.launch({
      executablePath: files.executable,
      args: sessionArguments(stage.folders, options),
      env: stage.env as Record<string, string>,
    });
    const close = async (): Promise<void> => {
      await app.close();
      await stage[Symbol.asyncDispose]();
    };
    try {
      const page = await app.firstWindow();
      await waitForWorkbench(page);
      return new Session(page, options.workspace, close);
    } catch (error) {
      await app.close();
      throw error;
    }
  } catch (error) {
    await stage[Symbol.asyncDispose]();
    throw error;
  }
}

async function openForUser(files: DesktopFiles, options: SessionOptions, log: Log): Promise<void> {
  await using stage = await prepare(files, options, log);
  const editor = startProgram(files.executable, sessionArguments(stage.folders, options), {
    env: stage.env,
  });
  log('VS Code is running; closing its window or Ctrl+C ends it');
  await editor.exit;
}

/** The folders, environment and display of one run; disposing it removes them. */
interface Stage extends AsyncDisposable {
  readonly folders: RunFolders;
  readonly env: NodeJS.ProcessEnv;
}

async function prepare(files: DesktopFiles, options: RunOptions, log: Log): Promise<Stage> {
  const folders = await makeRunFolders(options.settings);
  let display: Display | undefined;
  const dispose = async (): Promise<void> => {
    await display?.close();
    await folders.remove();
  };
  try {
    display = await openDisplay(log);
    const report = { [reportVariable]: folders.report };
    const env = runEnvironment({ ...display.env, ...options.env, ...report });
    if (options.vsix !== undefined) {
      const [command = '', ...args] = commandLine(files);
      const install = [...dataArguments(folders), '--install-extension', options.vsix];
      await runProgram(command, [...args, ...install], { env });
    }
    return { folders, env, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function dataArguments(folders: RunFolders): string[] {
  return [`--user-data-dir=${folders.userData}`, `--extensions-dir=${folders.extensions}`];
}

function sessionArguments(folders: RunFolders, options: SessionOptions): string[] {
  const { extensionPath, locale } = options;
  return [
    ...editorArguments(folders, options),
    ...(extensionPath === undefined ? [] : [`--extensionDevelopmentPath=${extensionPath}`]),
    ...(locale === undefined ? [] : [`--locale=${locale}`]),
  ];
}

function editorArguments(folders: RunFolders, options: RunOptions): string[] {
  return [
    options.workspace,
    ...dataArguments(folders),
    // The sandbox needs privileges that containers and root lack.
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    ...(options.trust === false ? [] : ['--disable-workspace-trust']),
  ];
}
