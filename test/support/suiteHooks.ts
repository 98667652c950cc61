import * as vscode from 'vscode';
import { gitApi } from '../../src/vscode/git/gitApi.ts';
import { activated, admin, closeAll, endPauses, until } from './extensionHost.ts';

/** Hooks of a suite of completions: no pause, a local server that answers at once, and no editors afterwards. */
export function useCompletions(): void {
  before(async () => {
    await activated();
    await endPauses();
  });

  beforeEach(async () => {
    await admin().reset();
    await admin().configure({ firstTokenMs: 0, tokenMs: 0 });
  });

  afterEach(async () => {
    await closeAll();
    await admin().reset();
  });
}

/** Hooks of a suite that needs VS Code's git extension, which the tests otherwise turn off. */
export function useGit(): void {
  const config = () => vscode.workspace.getConfiguration('git');
  const set = async ([enabled, detection]: readonly unknown[]) => {
    await config().update('enabled', enabled, vscode.ConfigurationTarget.Global);
    await config().update('autoRepositoryDetection', detection, vscode.ConfigurationTarget.Global);
  };
  let previous: readonly unknown[];

  before(async () => {
    await activated();
    const was = (key: string): unknown => config().inspect(key)?.globalValue;
    previous = [was('enabled'), was('autoRepositoryDetection')];
    await set([true, true]);
    await until('git', async () => (await gitApi()) !== undefined);
  });

  after(() => set(previous));
}
