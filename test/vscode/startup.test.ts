import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs, { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { activate } from '../../src/extension.ts';
import {
  completionRequestsSoFar,
  activated,
  admin,
  closeAll,
  pause,
  showDocument,
} from '../support/extensionHost.ts';
import { print } from '../support/print.ts';

/** The number of activations for the median. */
const ROUNDS = 21;

describe('activate()', () => {
  it('sends nothing and disposes everything', async () => {
    const extension = await activated();
    await admin().reset();
    const { registerCommand } = vscode.commands;
    const { registerWebviewViewProvider } = vscode.window;
    const globalStorageUri = vscode.Uri.joinPath(
      extension.extensionUri,
      '.vscode-test',
      randomUUID(),
    );
    const { registerLanguageModelChatProvider } = vscode.lm;
    const times: number[] = [];
    const context = contextWithin('/of-no-use');
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        // A command or view can be registered once; each round uses other names.
        vscode.commands.registerCommand = (id, run) => registerCommand(`round${round}.${id}`, run);
        vscode.window.registerWebviewViewProvider = (id, provider) =>
          registerWebviewViewProvider(`round${round}.${id}`, provider);
        // VS Code accepts a vendor's models once, and only vendors of package.json.
        vscode.lm.registerLanguageModelChatProvider = () => new vscode.Disposable(() => undefined);
        const subscriptions: vscode.Disposable[] = [];
        const startedAt = performance.now();
        activate({ ...context, extension, subscriptions, globalStorageUri } as never);
        times.push(performance.now() - startedAt);
        await pause(30); // time to load its other modules
        for (const subscription of subscriptions.reverse()) subscription.dispose();
      }
    } finally {
      vscode.commands.registerCommand = registerCommand;
      vscode.window.registerWebviewViewProvider = registerWebviewViewProvider;
      vscode.lm.registerLanguageModelChatProvider = registerLanguageModelChatProvider;
    }
    const sorted = times.sort((a, b) => a - b);
    const median = sorted[Math.floor(ROUNDS / 2)] ?? NaN;
    print(
      `activate(): median ${median.toFixed(1)} ms of ${ROUNDS}, slowest ${sorted.at(-1)?.toFixed(1)} ms`,
    );
    assert.deepEqual(await completionRequestsSoFar(), []);
    assert.equal((await admin().requests()).length, 1);
    assert.equal(existsSync(globalStorageUri.fsPath), false);
    const left = await vscode.commands.getCommands(true);
    assert.deepEqual(
      left.filter((id) => id.startsWith('round')),
      [],
    );
  });

  it('reads and writes no file', async () => {
    const extension = await activated();
    const { registerCommand } = vscode.commands;
    const { registerWebviewViewProvider } = vscode.window;
    const subscriptions: vscode.Disposable[] = [];
    vscode.commands.registerCommand = () => new vscode.Disposable(() => undefined);
    vscode.window.registerWebviewViewProvider = () => new vscode.Disposable(() => undefined);
    const watched = watchFiles();
    try {
      existsSync('/seen'); // the watch itself
      activate({ ...contextWithin('/of-no-use'), extension, subscriptions } as never);
      assert.deepEqual(watched.used, ['existsSync /seen']);
    } finally {
      watched.end();
      vscode.commands.registerCommand = registerCommand;
      vscode.window.registerWebviewViewProvider = registerWebviewViewProvider;
      for (const subscription of subscriptions.reverse()) subscription.dispose();
    }
  });

  it('sends nothing while the window is idle', async () => {
    await activated();
    await admin().reset();
    await showDocument('const answer = █\n');
    assert.deepEqual(await completionRequestsSoFar(), []);
    assert.equal((await admin().requests()).length, 1);
    await closeAll();
  });
});

/** The parts of an extension context that activate() may use, with files in a folder. */
function contextWithin(folder: string): object {
  const uri = vscode.Uri.file(folder);
  const workspaceState = { get: () => undefined, update: async () => undefined, keys: () => [] };
  return { secrets: noSecrets, globalStorageUri: uri, extensionUri: uri, workspaceState };
}

/** Records every use of the file APIs of Node and VS Code until it ends. */
function watchFiles(): { readonly used: readonly string[]; readonly end: () => void } {
  const used: string[] = [];
  const modules = [fs, fs.promises] as unknown as Record<string, unknown>[];
  const undo = modules.flatMap((module) =>
    Object.entries(module).map(([name, real]) => {
      if (typeof real !== 'function' || !/^[a-z]/.test(name)) return () => undefined;
      module[name] = (...args: unknown[]): unknown => {
        used.push(`${name} ${String(args[0])}`);
        return Reflect.apply(real, module, args) as unknown;
      };
      return () => {
        module[name] = real;
      };
    }),
  );
  const files = Object.getOwnPropertyDescriptor(vscode.workspace, 'fs');
  assert.ok(files?.configurable);
  Object.defineProperty(vscode.workspace, 'fs', {
    configurable: true,
    get: () => {
      used.push('workspace.fs');
      return files.get?.call(vscode.workspace) as unknown;
    },
  });
  const end = () => {
    for (const each of undo) each();
    Object.defineProperty(vscode.workspace, 'fs', files);
  };
  return { used, end };
}

const noSecrets: vscode.SecretStorage = {
  keys: () => Promise.resolve([]),
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => new vscode.Disposable(() => undefined),
};
