import type * as vscode from 'vscode';
import type { MistralClient } from '../../mistral/client.ts';
import type { Clock } from '../../base/clock.ts';
import type { RateLimiter } from '../../mistral/limits/rateLimiter.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { DiffPreview } from '../preview/diffPreview.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { ModelSelection } from '../models/modelSelection.ts';
import type { Settings } from '../settings/settings.ts';
import type { TerminalOutput } from './attachments/terminalOutput.ts';
import type { LoadCodebaseSearch } from './tools/searchCodebaseTool.ts';
import type { TurnViewDependencies } from './panel/turnViews.ts';

/** Dependencies of the chat that other features share. */
export interface ChatDependencies {
  readonly context: Pick<
    vscode.ExtensionContext,
    'extensionUri' | 'globalStorageUri' | 'storageUri' | 'workspaceState'
  >;
  readonly clock: Clock;
  readonly log: vscode.LogOutputChannel;
  readonly settings: Settings;
  readonly permissions: SendPermissions;
  readonly services: ServiceRouter;
  readonly client: MistralClient;
  readonly limits: RateLimiter;
  readonly failureDetails: TurnViewDependencies['failureDetails'];
  /** The current price of a model; undefined if unknown. */
  readonly price: (model: string, service: ServiceName) => Price | undefined;
  readonly terminalOutput: TerminalOutput;
  /** The stored keys, which are removed from attachments. */
  readonly knownKeys: () => Promise<readonly string[]>;
  /** Logs an unexpected exception. */
  readonly onUnexpectedError: (thrown: unknown) => void;
  readonly models: ModelSelection;
  /** The search in the codebase, loaded on first use. */
  readonly codebase: LoadCodebaseSearch;
  readonly preview: Pick<DiffPreview, 'show'>;
}
