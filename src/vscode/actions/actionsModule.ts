import type { ActionsModuleDependencies, ActionDependencies } from './actionDependencies.ts';
import { withTimeout } from '../../base/async.ts';
import { ModelTask } from '../../actions/modelTask.ts';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { ModelPurpose } from '../../mistral/serviceName.ts';
import { modelFor } from '../../mistral/serviceRouter.ts';
import { CodeTaskCommands } from './codeTaskCommands.ts';
import { CommitMessageCommand } from './commitMessageCommand.ts';
import { EditCommand } from './editCommand.ts';
import { showErrorNotification } from './errorNotification.ts';
import { ProjectInstructions } from '../instructions/projectInstructions.ts';
import { ReviewCommand } from '../review/reviewCommand.ts';
import { RenameCommand } from './renameCommand.ts';
import { WaitingRetries } from './retryCountdown.ts';

/** How long an action waits for its instructions, in milliseconds. A remote file system may be slow. */
const MAX_WAIT_MS = 2_000;

/** The actions on code, created at their first use. */
export class ActionsModule {
  readonly codeTasks: CodeTaskCommands;
  readonly edit: EditCommand;
  readonly commitMessage: CommitMessageCommand;
  readonly rename: RenameCommand;
  readonly review: ReviewCommand;
  /** Automatic retries that links in notifications bring forward. */
  readonly retries = new WaitingRetries();
  readonly #tasks: readonly ModelTask[];

  constructor({
    settings,
    models,
    failureDetails,
    workspaceState,
    log,
    ...shared
  }: ActionsModuleDependencies) {
    const { clock, permissions, chat, preview, services, client, limits, onUnexpectedError } =
      shared;
    const taskWith = (selected: () => { readonly model: string; readonly isOwn: boolean }) =>
      new ModelTask({
        clock,
        services,
        client,
        limits,
        onUnexpectedError,
        settings: () => settings.chat(),
        hasOwnModel: () => selected().isOwn,
        model: (service) => {
          const id = modelFor(service.name, selected().model);
          const facts = models.catalogue.facts(id);
          return {
            id,
            context: facts.maxContextLength,
            maxOutput: facts.maxOutput,
            reasoning: facts.reasoning === true,
            efforts: facts.efforts,
            supportsPrediction: facts.supportsPrediction === true,
          };
        },
      });
    const failedWith = (purpose: () => ModelPurpose) => (error: ServiceError) =>
      showErrorNotification(error, failureDetails, purpose());
    const project = new ProjectInstructions({ permissions, settings, log });
    const common: Omit<ActionDependencies, 'modelTask' | 'showError'> = {
      clock,
      permissions,
      chat,
      preview,
      retries: this.retries,
      instructions: async (targets) =>
        (await withTimeout(project.instructionsFor(targets), MAX_WAIT_MS, clock)) ?? [],
    };
    // An edit is as demanding as an answer of the chat.
    const forEdits: ActionDependencies = {
      ...common,
      modelTask: taskWith(() => ({ model: settings.chat().model, isOwn: false })),
      showError: failedWith(() => 'chat'),
    };
    const forActions: ActionDependencies = {
      ...common,
      modelTask: taskWith(() => settings.actionsModel()),
      showError: failedWith(() => (settings.actionsModel().isOwn ? 'actions' : 'chat')),
    };
    this.#tasks = [forEdits.modelTask, forActions.modelTask];
    this.codeTasks = new CodeTaskCommands(common);
    this.edit = new EditCommand(forEdits);
    this.commitMessage = new CommitMessageCommand(forActions);
    this.rename = new RenameCommand(forActions);
    this.review = new ReviewCommand({ ...forActions, workspaceState });
  }

  /** Cancels all running actions. */
  dispose(): void {
    this.commitMessage.stop(undefined);
    this.review.dispose();
    for (const task of this.#tasks) task.close();
  }
}
