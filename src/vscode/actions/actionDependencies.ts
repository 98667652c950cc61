import type { InstructionSource } from '../../actions/taskInstructions.ts';
import type { ModelTask } from '../../actions/modelTask.ts';
import type { MistralClient } from '../../mistral/client.ts';
import type { Clock } from '../../base/clock.ts';
import type * as vscode from 'vscode';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { RateLimiter } from '../../mistral/limits/rateLimiter.ts';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';
import type { ChatModule } from '../chat/chatModule.ts';
import type { DiffPreview } from '../preview/diffPreview.ts';
import type { WaitingRetries } from './retryCountdown.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { ReportedFailure } from '../../messages/failureDetails.ts';
import type { FailureDetails } from '../../messages/messageContext.ts';
import type { ModelSelection } from '../models/modelSelection.ts';
import type { Settings } from '../settings/settings.ts';

/** What the actions use from other parts of the extension. */
export interface ActionsModuleDependencies {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly permissions: SendPermissions;
  readonly services: ServiceRouter;
  readonly client: MistralClient;
  readonly limits: RateLimiter;
  readonly models: ModelSelection;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
  /** Logs an exception of the extension's own code. */
  readonly onUnexpectedError: (thrown: unknown) => void;
  readonly failureDetails: (failure: ReportedFailure) => FailureDetails;
  readonly chat: () => Promise<ChatModule>;
  readonly preview: () => Promise<DiffPreview>;
  /** What is stored for this workspace. */
  readonly workspaceState: Pick<vscode.Memento, 'get' | 'update'>;
}

/** The dependencies of each action. */
export interface ActionDependencies extends Pick<
  ActionsModuleDependencies,
  'clock' | 'permissions' | 'chat' | 'preview'
> {
  /** Requests with the action's model: for edits, that of the chat; otherwise `codestral.actions.model`. */
  readonly modelTask: ModelTask;
  /** The project's instructions for an action on files or folders. Never rejects. */
  readonly instructions: (targets: readonly vscode.Uri[]) => Promise<readonly InstructionSource[]>;
  readonly retries: WaitingRetries;
  /** Shows an error to the user. Resolves to whether to try again. */
  readonly showError: (error: ServiceError) => Promise<boolean>;
}
