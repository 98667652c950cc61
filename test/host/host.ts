import { existsSync } from 'node:fs';
import { findDesktop } from './desktopFiles.ts';
import { desktopHost } from './desktopHost.ts';
import type { Session } from './session.ts';
import { installServer, serverFolder } from './installServer.ts';
import type { Log } from './log.ts';
import type { SuiteResult } from './suiteReport.ts';
import { serverHost } from './serverHost.ts';

/** A real VS Code that tests and demonstrations run in. */
export interface Host {
  /** Desktop VS Code, or the server build of VS Code in a browser. */
  readonly kind: 'desktop' | 'server';
  /** Version of the editor: `1.139`. */
  readonly version: string;
  /** Runs compiled suites in the extension host. Rejects if the run fails, not if tests fail. */
  runSuites(run: SuiteRun): Promise<SuiteResult>;
  /** Opens the editor to be driven by a script. */
  open(options: SessionOptions): Promise<Session>;
  /** Opens the editor for a user; resolves when it is closed. */
  openForUser(options: SessionOptions): Promise<void>;
}

/** Options of suites and sessions. */
export interface RunOptions {
  /** The folder to open. */
  readonly workspace: string;
  /** A package to install first, as a user would. */
  readonly vsix?: string;
  /** User settings in addition to the quiet settings of every run. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables for the editor; real keys of this process are never passed on. */
  readonly env?: Readonly<Record<string, string>>;
  /** False opens the folder in restricted mode; otherwise every folder is trusted. */
  readonly trust?: boolean;
}

/** A run of suites inside the extension host. */
export interface SuiteRun extends RunOptions {
  /** The bundle that {@link bundleSuites} wrote. */
  readonly suites: string;
  /** The folder of the extension under development; with a package, that one is tested instead. */
  readonly extensionPath: string;
  /** Receives one line per test; the log of the host by default. */
  readonly log?: Log;
}

/** A session in which a user or a script drives the editor. */
export interface SessionOptions extends RunOptions {
  /** The folder of an extension to run from source instead of a package. */
  readonly extensionPath?: string;
  /** The display language: `fr`. The server build translates only extensions. */
  readonly locale?: string;
  /** False saves processor time in a headless browser, for tests that measure no time; only screenshots are painted. */
  readonly isPainted?: boolean;
}

/**
 * Finds a real VS Code, installing one into the user's cache at first use. In this order:
 * `VSCODE_EXECUTABLE`, a desktop VS Code in the cache, the server build in the cache, a desktop VS
 * Code from its download site, the server build from the npm registry. Logs which one it uses;
 * throws if there is none.
 */
export async function findHost(log: Log): Promise<Host> {
  const installed = existsSync(serverFolder());
  const desktop = await findDesktop(log, { mayDownload: !installed });
  const host = desktop
    ? desktopHost(desktop, log)
    : await serverHost(await installServer(log), log);
  log(`using VS Code ${host.version} (${host.kind})`);
  return host;
}
