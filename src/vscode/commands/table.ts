import * as vscode from 'vscode';
import { ACCEPTED_COMMAND } from '../commandIds.ts';
import type { Parts } from '../parts.ts';
import type { Settings } from '../settings.ts';

/** What each command does, by its id. Most of it is read from disk when a command is first used. */
export function commandsOf(
  parts: () => Promise<Parts>,
  settings: Settings,
  log: vscode.LogOutputChannel,
): Readonly<Record<string, (...args: readonly unknown[]) => unknown>> {
  const setKey = async (service: 'mistral' | 'codestral') => {
    const command = await import('./setKey.ts');
    return command.setKey(service, (await parts()).keyEntry);
  };
  const chat = async () => (await parts()).chat();
  const toggles = () => import('./toggles.ts');
  return {
    'codestral.setMistralKey': () => setKey('mistral'),
    'codestral.setCodestralKey': () => setKey('codestral'),
    'codestral.manageKeys': async () => {
      const { manageKeys } = await import('./manageKeys.ts');
      return manageKeys((await parts()).keyEntry);
    },
    'codestral.toggleCompletions': async () => (await toggles()).toggleCompletions(settings),
    'codestral.toggleCompletionsForLanguage': async () =>
      (await toggles()).toggleCompletionsForLanguage(settings),
    'codestral.explainLastCompletion': async () => (await parts()).explanation.show(),
    'codestral.selectChatModel': async () => (await chat()).models.pick(),
    'codestral.openChat': async () => (await chat()).open(),
    'codestral.newChat': async () => (await chat()).begin(),
    'codestral.addToChat': async (clicked, selected) =>
      (await chat()).add(urisOf(clicked, selected)),
    'codestral.internal.acceptEdit': async (uri) => (await chat()).preview.accept(uriOf(uri)),
    'codestral.internal.rejectEdit': async (uri) => (await chat()).preview.reject(uriOf(uri)),
    'codestral.showMenu': async () => {
      const { showMenu } = await import('./showMenu.ts');
      return showMenu((await parts()).status, settings);
    },
    'codestral.showLog': () => {
      log.show();
    },
    [ACCEPTED_COMMAND]: async () => {
      (await parts()).engine.accepted();
    },
  };
}

/** What the explorer hands a command: the file that was clicked, and all that are selected. */
function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  const all: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  return all.filter((each) => each instanceof vscode.Uri);
}

function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}
