import { existsSync } from 'node:fs';
import { findDesktop } from './desktopFiles.ts';
import { desktopHost } from './desktopHost.ts';
import type { Session } from './driver.ts';
import { installServer, serverFolder } from './installServer.ts';
import type { Log } from './log.ts';
import type { SuiteResult } from './report.ts';
import { serverHost } from './serverHost.ts';

/** A real VS Code that tests and demonstrations run in. */
export interface Host {
  /** Desktop VS Code, or the server build of VS Code in a browser. */
  readonly kind: 'desktop' | 'server';
  /** Of the editor: `1.139`. */
  readonly version: string;
  /** Runs compiled suites inside the extension host. Failing tests do not reject, a failing run does. */
  runSuites(run: SuiteRun): Promise<SuiteResult>;
  /** Opens the editor to be driven as a person drives it. */
  open(options: SessionOptions): Promise<Session>;
  /** Opens the editor for somebody to use, and resolves when it is closed. */
  openForPerson(options: SessionOptions): Promise<void>;
}

/** What both ways of using a host have in common. */
export interface RunOptions {
  /** The folder to open. */
  readonly workspace: string;
  /** A package to install first, as a user would. */
  readonly vsix?: string;
  /** User settings over the quiet ones of every run. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Variables for the editor; real keys of this process's environment never reach it. */
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
}

/** A session in which a person, or a script in her place, uses the editor. */
export interface SessionOptions extends RunOptions {
  /** The folder of an extension to run from its sources instead of a package. */
  readonly extensionPath?: string;
  /** The language of the editor as far as it has it, and of extensions: `fr`. */
  readonly locale?: string;
}

/**
 * Finds a real VS Code, installing one into the user's cache at first use. In this order:
 * `VSCODE_EXECUTABLE`, a desktop VS Code in the cache, the server build in the cache, a desktop VS
 * Code from its download site, the server build from the npm registry. Says which one it is;
 * throws when there is none.
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
