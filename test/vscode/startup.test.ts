import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate } from '../../src/extension.ts';
import { activated, admin, pause } from './support.ts';
import { print } from './print.ts';

/** Activations that the figure is the median of. */
const ROUNDS = 21;

describe('start-up', () => {
  it('is quick, asks nothing, and lets go of everything', async () => {
    const extension = await activated();
    await admin().reset();
    const { registerCommand } = vscode.commands;
    const { registerWebviewViewProvider } = vscode.window;
    const times: number[] = [];
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        // A command or a view exists once; each round gets names of its own.
        vscode.commands.registerCommand = (id, run) => registerCommand(`round${round}.${id}`, run);
        vscode.window.registerWebviewViewProvider = (id, provider) =>
          registerWebviewViewProvider(`round${round}.${id}`, provider);
        const subscriptions: vscode.Disposable[] = [];
        const startedAt = performance.now();
        activate({ extension, secrets: noSecrets, subscriptions } as never);
        times.push(performance.now() - startedAt);
        await pause(30); // its other parts are read now
        for (const subscription of subscriptions.reverse()) subscription.dispose();
      }
    } finally {
      vscode.commands.registerCommand = registerCommand;
      vscode.window.registerWebviewViewProvider = registerWebviewViewProvider;
    }
    const sorted = times.sort((a, b) => a - b);
    const median = sorted[Math.floor(ROUNDS / 2)] ?? NaN;
    print(
      `activate(): median ${median.toFixed(1)} ms of ${ROUNDS}, slowest ${sorted.at(-1)?.toFixed(1)} ms`,
    );
    assert.deepEqual(await admin().requests(), []);
    const left = await vscode.commands.getCommands(true);
    assert.deepEqual(
      left.filter((id) => id.startsWith('round')),
      [],
    );
  });
});

const noSecrets: vscode.SecretStorage = {
  keys: () => Promise.resolve([]),
  get: () => Promise.resolve(undefined),
  store: () => Promise.resolve(),
  delete: () => Promise.resolve(),
  onDidChange: () => new vscode.Disposable(() => undefined),
};
