import * as vscode from 'vscode';
import type { CodeTask } from '../actions/codeQuestions.ts';
import { ACCEPTED_COMMAND } from '../commandIds.ts';
import { tellThatOneWasAccepted } from '../contextKeys.ts';
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
    return command.setKey(service, (await parts()).service.keyEntry);
  };
  const chat = async () => (await parts()).chat();
  const actions = async () => (await parts()).actions();
  const ask = async (task: CodeTask, args: readonly unknown[]) => {
    const place = placeOf(args);
    return (await actions()).questions.ask(task, place);
  };
  const preview = async () => (await parts()).preview();
  const models = async () => (await parts()).service.models();
  const usage = async () => (await parts()).usagePage();
  const toggles = () => import('./toggles.ts');
  return {
    'codestral.setMistralKey': () => setKey('mistral'),
    'codestral.setCodestralKey': () => setKey('codestral'),
    'codestral.manageKeys': async () => {
      const { manageKeys } = await import('./manageKeys.ts');
      return manageKeys((await parts()).service.keyEntry);
    },
    'codestral.toggleCompletions': async () => (await toggles()).toggleCompletions(settings),
    'codestral.toggleCompletionsForLanguage': async () =>
      (await toggles()).toggleCompletionsForLanguage(settings),
    'codestral.explainLastCompletion': async () => (await parts()).completions.explanation.show(),
    'codestral.selectCompletionModel': async () => (await models()).pick('completion'),
    'codestral.selectChatModel': async () => (await models()).pick('chat'),
    'codestral.openChat': async () => (await chat()).open(),
    'codestral.newChat': async () => (await chat()).begin(),
    'codestral.addToChat': async (clicked, selected) =>
      (await chat()).add(urisOf(clicked, selected)),
    'codestral.explain': (...args) => ask('explain', args),
    'codestral.fix': (...args) => ask('fix', args),
    'codestral.generateTests': (...args) => ask('tests', args),
    'codestral.document': (...args) => ask('doc', args),
    'codestral.internal.addProblemsToChat': async (...args) =>
      (await actions()).questions.addProblems(args),
    'codestral.edit': async (...args) => {
      const place = placeOf(args);
      return (await actions()).edit.run(place);
    },
    'codestral.suggestName': async (...args) => {
      const place = placeOf(args);
      return (await actions()).names.suggest(place);
    },
    'codestral.generateCommitMessage': async (control) => (await actions()).commit.write(control),
    'codestral.internal.stopCommitMessage': async (control) => {
      (await actions()).commit.stop(control);
    },
    'codestral.internal.addTerminalToChat': async () => (await chat()).addTerminal(),
    'codestral.internal.acceptEdit': async (uri) => (await preview()).accept(uriOf(uri)),
    'codestral.internal.acceptEditInParts': async (uri) =>
      (await preview()).acceptInParts(uriOf(uri)),
    'codestral.internal.rejectEdit': async (uri) => (await preview()).reject(uriOf(uri)),
    'codestral.showMenu': async () => {
      const { showMenu } = await import('./showMenu.ts');
      return showMenu((await parts()).menu);
    },
    'codestral.copyDiagnostics': async () => {
      const { copyDiagnostics } = await import('./copyDiagnostics.ts');
      return copyDiagnostics((await parts()).diagnostics);
    },
    'codestral.showUsage': async () => (await usage()).show(),
    'codestral.internal.refreshUsage': async () => (await usage()).refresh(),
    'codestral.internal.exportUsage': async () => (await usage()).export(),
    'codestral.internal.resetUsage': async () => (await usage()).reset(),
    'codestral.showLog': () => {
      log.show();
    },
    [ACCEPTED_COMMAND]: async (characters) => {
      const { completions } = await parts();
      completions.engine.accepted(Number(characters));
      await tellThatOneWasAccepted();
    },
  };
}

/** What the explorer hands a command: the file that was clicked, and all that are selected. */
function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  const all: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  return all.filter((each) => each instanceof vscode.Uri);
}

/** The place that a command is called with, else the one in the editor now: until the parts are read, it may be another. */
function placeOf(args: readonly unknown[]): readonly unknown[] {
  const editor = vscode.window.activeTextEditor;
  return args[1] instanceof vscode.Range || !editor
    ? args
    : [editor.document.uri, editor.selection];
}

function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}
