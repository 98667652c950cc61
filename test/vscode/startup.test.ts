import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import fs, { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { activate } from '../../src/extension.ts';
import { activated, admin, closeAll, pause, show } from './support.ts';
import { print } from './print.ts';

/** Activations that the figure is the median of. */
const ROUNDS = 21;

describe('start-up', () => {
  it('is quick, asks nothing, and lets go of everything', async () => {
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
        // A command or a view exists once; each round gets names of its own.
        vscode.commands.registerCommand = (id, run) => registerCommand(`round${round}.${id}`, run);
        vscode.window.registerWebviewViewProvider = (id, provider) =>
          registerWebviewViewProvider(`round${round}.${id}`, provider);
        // VS Code takes a vendor's models once, and no other vendors than package.json names.
        vscode.lm.registerLanguageModelChatProvider = () => new vscode.Disposable(() => undefined);
        const subscriptions: vscode.Disposable[] = [];
        const startedAt = performance.now();
        activate({ ...context, extension, subscriptions, globalStorageUri } as never);
        times.push(performance.now() - startedAt);
        await pause(30); // its other parts are read now
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
    assert.deepEqual(await admin().requests(), []);
    assert.equal(existsSync(globalStorageUri.fsPath), false);
    const left = await vscode.commands.getCommands(true);
    assert.deepEqual(
      left.filter((id) => id.startsWith('round')),
      [],
    );
  });

  it('reads and writes no file, and loads nothing', async () => {
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

  it('asks nothing while the window is idle', async () => {
    await activated();
    await show('const answer = █\n');
    await admin().reset();
    await pause(3_000);
    assert.deepEqual(await admin().requests(), []);
    await closeAll();
  });
});

/** The parts of an extension's context that ours may use, with files in a folder. */
function contextWithin(folder: string): object {
  const uri = vscode.Uri.file(folder);
  const workspaceState = { get: () => undefined, update: async () => undefined, keys: () => [] };
  return { secrets: noSecrets, globalStorageUri: uri, extensionUri: uri, workspaceState };
}

/** Notes every use of Node's and VS Code's files until it is ended. */
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
