import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock.ts';
import type { MistralClient } from '../../mistral/client.ts';
import { EmbeddingRequester } from '../../mistral/embeddings/embeddingRequester.ts';
import { EMBEDDING_MODEL } from '../../mistral/embeddings/embeddings.ts';
import type { RateLimiter } from '../../mistral/limits/rateLimiter.ts';
import type { Price } from '../../mistral/models/prices.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';
import { WorkspacePaths } from '../chat/tools/workspacePaths.ts';
import { WorkspaceSearch } from '../chat/tools/workspaceSearch.ts';
import type { SendPermissions } from '../privacy/sendPermissions.ts';
import type { Settings } from '../settings/settings.ts';
import { CodebaseEmbeddings } from './codebaseEmbeddings.ts';
import { CodebaseFiles } from './codebaseFiles.ts';
import { CodebaseSearch } from './codebaseSearch.ts';
import { EmbeddingConsent } from './embeddingConsent.ts';
import { IndexCommands } from './indexCommands.ts';
import { workspaceVectors } from './workspaceVectors.ts';

/** How long after the last saved file its vectors are requested, in milliseconds: several files are often saved together. */
const UPDATE_DELAY_MS = 3_000;

/** Dependencies of {@link SearchModule}. */
export interface SearchModuleDependencies {
  readonly clock: Clock;
  readonly settings: Pick<Settings, 'embeddings' | 'excludedGlobs'>;
  readonly permissions: SendPermissions;
  readonly services: ServiceRouter;
  readonly client: MistralClient;
  readonly limits: RateLimiter;
  /** The stored keys. */
  readonly knownKeys: () => Promise<readonly string[]>;
  readonly price: (model: string, service: ServiceName) => Price | undefined;
  /** The extension's storage. */
  readonly storage: vscode.Uri;
  /** What is remembered of the workspace. */
  readonly workspaceState: vscode.Memento;
  /** Logs an unexpected exception. */
  readonly onUnexpectedError: (thrown: unknown) => void;
}

/** The search in the codebase. Its objects are created when it is first used. */
export class SearchModule implements vscode.Disposable {
  readonly search: CodebaseSearch;
  readonly commands: IndexCommands;
  readonly #embeddings: CodebaseEmbeddings;
  readonly #disposables: readonly { dispose(): void }[];
  #cancelUpdate = (): void => undefined;

  constructor({
    clock,
    settings,
    permissions,
    onUnexpectedError,
    ...shared
  }: SearchModuleDependencies) {
    const { services, client, limits, price, storage, workspaceState, knownKeys } = shared;
    const paths = new WorkspacePaths(permissions);
    const excludedGlobs = () => settings.excludedGlobs();
    const workspace = new WorkspaceSearch({ paths, excludedGlobs });
    const files = new CodebaseFiles({ clock, paths, permissions, search: workspace });
    const consent = new EmbeddingConsent({ settings, workspaceState });
    const embeddings = new CodebaseEmbeddings({
      clock,
      files,
      paths,
      knownKeys,
      onUnexpectedError,
      vectors: workspaceVectors(storage, clock),
      requester: new EmbeddingRequester({ clock, services, client, limits }),
      isAllowed: () => consent.isGiven,
      isStopped: () => consent.isStopped,
      isAutomatic: () => consent.isAlways,
      onUnusable: (state) => {
        this.commands.reportUnusable(state);
      },
      price: () => price(EMBEDDING_MODEL, 'mistral')?.input ?? 0,
      tokensPerMinute: () => limits.remaining('mistral').tokensMinute?.limit,
    });
    this.#embeddings = embeddings;
    this.search = new CodebaseSearch({ files, paths, embeddings });
    this.commands = new IndexCommands({ consent, embeddings });
    this.#disposables = [
      files,
      embeddings,
      files.onDidChangeFiles(() => {
        this.#cancelUpdate();
        this.#cancelUpdate = clock.setTimeout(() => void embeddings.update(), UPDATE_DELAY_MS);
      }),
    ];
  }

  /** Keys or settings changed: a waiting update resumes, or ends if embeddings were turned off. */
  onConfigurationChanged(): void {
    this.commands.onConfigurationChanged();
  }

  dispose(): void {
    this.#cancelUpdate();
    for (const disposable of this.#disposables) disposable.dispose();
    this.#embeddings.stop();
  }
}
