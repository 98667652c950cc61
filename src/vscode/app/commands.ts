import * as vscode from 'vscode';
import type { CodeTask } from '../actions/codeTaskCommands.ts';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import { ACCEPTED_COMMAND } from './commandIds.ts';
import type { AppModule } from './appModule.ts';
import type { WalkthroughProgress } from './walkthroughProgress.ts';
import { logUnexpectedError } from './unexpectedErrors.ts';
import { clock } from '../platform/systemClock.ts';
import type { Settings } from '../settings/settings.ts';

/** Shows the settings of this extension only. */
const SETTINGS_QUERY = '@ext:open-codestral.codestral';

/** Command handlers by command ID. Most modules are loaded when a command is first used. */
export function commandsOf(
  app: () => Promise<AppModule>,
  settings: Settings,
  milestones: WalkthroughProgress,
  log: vscode.LogOutputChannel,
): Readonly<Record<string, (...args: readonly unknown[]) => unknown>> {
  const setKey = async (service: 'mistral' | 'codestral') => {
    const command = await import('../keys/setKey.ts');
    return command.setKey(service, (await app()).mistral.keyDependencies);
  };
  const chat = async () => (await app()).chat();
  const actions = async () => (await app()).actions();
  const ask = async (task: CodeTask, args: readonly unknown[]) => {
    const place = commandTarget(args);
    return (await actions()).codeTasks.ask(task, place);
  };
  const preview = async () => (await app()).preview();
  const models = async () => (await app()).mistral.models();
  const addToChat = async (clicked: unknown, selected: unknown) =>
    (await chat()).add(urisOf(clicked, selected));
  const pickModel = async (purpose: ModelPurpose) => {
    void milestones.reach('hasSeenModels');
    return (await models()).pick(purpose);
  };
  const search = async () => (await app()).search.load();
  const usage = async () => (await app()).usagePage();
  const toggles = () => import('./toggles.ts');
  return {
    'codestral.setMistralKey': () => setKey('mistral'),
    'codestral.setCodestralKey': () => setKey('codestral'),
    'codestral.manageKeys': async () => {
      const { manageKeys } = await import('../keys/manageKeys.ts');
      return manageKeys((await app()).mistral.keyDependencies);
    },
    'codestral.toggleCompletions': async () => (await toggles()).toggleCompletions(settings),
    'codestral.toggleCompletionsForLanguage': async () =>
      (await toggles()).toggleCompletionsForLanguage(settings),
    'codestral.explainLastCompletion': async () => (await app()).completions.explanation.show(),
    'codestral.selectCompletionModel': () => pickModel('completion'),
    'codestral.selectChatModel': () => pickModel('chat'),
    'codestral.internal.selectActionsModel': () => pickModel('actions'),
    'codestral.selectTools': async () => {
      const { selectTools } = await import('../chat/tools/selectTools.ts');
      return selectTools(settings, async () => {
        const { AllowedCommands } = await import('../../chat/command/allowedCommands.ts');
        const { manageAllowedCommands } =
          await import('../chat/confirmation/manageAllowedCommands.ts');
        await manageAllowedCommands(new AllowedCommands((await app()).workspaceState));
      });
    },
    'codestral.indexCodebase': async () => (await search()).commands.index(),
    'codestral.deleteIndex': async () => (await search()).commands.delete(),
    'codestral.internal.pauseIndexing': async () => {
      (await search()).commands.togglePause();
    },
    'codestral.searchCodebase': async () => {
      const { searchCodebase } = await import('../search/searchCommand.ts');
      const { search: codebase, commands } = await search();
      const onError = (thrown: unknown) => {
        logUnexpectedError(log, thrown);
      };
      return searchCodebase({ clock, search: codebase, commands, onError });
    },
    'codestral.openChat': async () => (await chat()).open(),
    'codestral.newChat': async () => (await chat()).newChat(),
    'codestral.addToChat': addToChat,
    'codestral.internal.addFilesToChat': addToChat,
    'codestral.explain': (...args) => ask('explain', args),
    'codestral.fix': (...args) => ask('fix', args),
    'codestral.generateTests': (...args) => ask('tests', args),
    'codestral.document': (...args) => ask('doc', args),
    'codestral.internal.addProblemsToChat': async (...args) =>
      (await actions()).codeTasks.addProblems(args),
    'codestral.edit': async (...args) => {
      const place = commandTarget(args);
      return (await actions()).edit.run(place);
    },
    'codestral.internal.retryNow': async (id) => {
      (await actions()).retries.retryNow(id);
    },
    'codestral.suggestName': async (...args) => {
      const place = commandTarget(args);
      return (await actions()).rename.suggest(place);
    },
    'codestral.generateCommitMessage': async (control) =>
      (await actions()).commitMessage.generate(control),
    'codestral.internal.stopCommitMessage': async (control) => {
      (await actions()).commitMessage.stop(control);
    },
    'codestral.reviewChanges': async (control) => (await actions()).review.run(control),
    'codestral.internal.showProposedChange': async (thread) =>
      (await actions()).review.showChange(thread),
    'codestral.internal.dismissFinding': async (thread) => {
      (await actions()).review.dismiss(thread);
    },
    'codestral.internal.clearReview': async () => {
      (await actions()).review.threads.clear();
    },
    'codestral.internal.addTerminalToChat': async () => (await chat()).addTerminal(),
    'codestral.internal.exportChat': async () => (await chat()).export(),
    'codestral.internal.openSettings': () =>
      vscode.commands.executeCommand('workbench.action.openSettings', SETTINGS_QUERY),
    'codestral.internal.acceptEdit': async (uri) => (await preview()).accept(uriOf(uri)),
    'codestral.internal.acceptEditInParts': async (uri) =>
      (await preview()).acceptInParts(uriOf(uri)),
    'codestral.internal.saveEdit': async () => {
      (await preview()).explainNotSavable();
    },
    'codestral.internal.discardEdit': async (uri) => (await preview()).discard(uriOf(uri)),
    'codestral.internal.acceptProposal': async (uri) => (await chat()).changes.accept(uriOf(uri)),
    'codestral.internal.discardProposal': async (uri) => {
      (await chat()).changes.discard(uriOf(uri));
    },
    'codestral.showMenu': async () => {
      const { showMenu } = await import('../menu/showMenu.ts');
      return showMenu((await app()).menu);
    },
    'codestral.internal.snooze': async () => {
      const { snoozeSuggestions } = await import('../menu/snoozeCommands.ts');
      return snoozeSuggestions((await app()).completions.snooze);
    },
    'codestral.internal.resume': async () => {
      const { resumeSuggestions } = await import('../menu/snoozeCommands.ts');
      return resumeSuggestions((await app()).completions.snooze);
    },
    'codestral.copyDiagnostics': async () => {
      const { copyDiagnostics } = await import('../diagnostics/copyDiagnostics.ts');
      return copyDiagnostics((await app()).diagnostics);
    },
    'codestral.showUsage': async () => {
      void milestones.reach('hasSeenModels');
      return (await usage()).show();
    },
    'codestral.internal.refreshUsage': async () => (await usage()).refresh(),
    'codestral.internal.exportUsage': async () => (await usage()).export(),
    'codestral.internal.resetUsage': async () => (await usage()).reset(),
    'codestral.showLog': () => {
      log.show();
    },
    [ACCEPTED_COMMAND]: async (characters, inserted) => {
      const { completions } = await app();
      completions.onSuggestionAccepted(Number(characters), inserted);
      await milestones.reach('hasAccepted');
    },
  };
}

/** The URIs that the Explorer passes to a command: the clicked file, and all selected files. */
function urisOf(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  const all: readonly unknown[] = Array.isArray(selected) ? selected : [clicked];
  return all.filter((each) => each instanceof vscode.Uri);
}

/** The command's arguments, or the current selection: it may change while modules are loaded. */
function commandTarget(args: readonly unknown[]): readonly unknown[] {
  const editor = vscode.window.activeTextEditor;
  return args[1] instanceof vscode.Range || !editor
    ? args
    : [editor.document.uri, editor.selection];
}

function uriOf(value: unknown): vscode.Uri | undefined {
  return value instanceof vscode.Uri ? value : undefined;
}
