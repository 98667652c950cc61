import * as vscode from 'vscode';
import { withoutKeys } from '../../privacy/redactSecrets.ts';
import { withTimeout } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import type { EmbeddingRequester } from '../../mistral/embeddings/embeddingRequester.ts';
import { embeddingText } from '../../search/embeddingText.ts';
import { EmbeddingUpdate } from '../../search/embeddingUpdate.ts';
import type { MissingText, UpdateResult, UpdateState } from '../../search/embeddingUpdate.ts';
import { chunkFile } from '../../search/chunkFile.ts';
import { estimateIndexing } from '../../search/indexingEstimate.ts';
import type { IndexingEstimate } from '../../search/indexingEstimate.ts';
import type { IndexState, VectorIndex } from '../../search/vectors/vectorIndex.ts';
import { ignoredIn } from '../platform/repositoryIgnores.ts';
import { readText } from '../chat/attachments/readText.ts';
import type { WorkspacePaths } from '../chat/tools/workspacePaths.ts';
import type { CodebaseFiles } from './codebaseFiles.ts';
import { hashOf } from './hashOf.ts';
import { languageOf } from './languageOf.ts';

/** How long a search waits for the vector of its question, in milliseconds; then it is by words alone. */
const MAX_QUERY_MS = 4_000;
/** Similar texts that are looked up. */
const SIMILAR = 200;
/** What an update may cost without asking again, in estimated tokens: about 3 cents. */
export const MAX_TOKENS_WITHOUT_CONFIRMATION = 200_000;

/** What a new index may cost where the setting allows it in every workspace, in estimated tokens: about 30 cents. */
const MAX_AUTOMATIC_TOKENS = 2_000_000;

/** What indexing the workspace takes. */
export interface IndexEstimate extends IndexingEstimate {
  /** The state of the index on disk. */
  readonly state: IndexState;
  /** Whether the workspace has more files than are indexed. */
  readonly isPartial: boolean;
}

/** Dependencies of {@link CodebaseEmbeddings}. */
export interface CodebaseEmbeddingsDependencies {
  readonly clock: Clock;
  readonly files: CodebaseFiles;
  readonly paths: Pick<WorkspacePaths, 'mayRead'>;
  readonly vectors: VectorIndex;
  readonly requester: EmbeddingRequester;
  /** The stored keys: a text that contains one is never sent. */
  readonly knownKeys: () => Promise<readonly string[]>;
  /** Whether the setting or the user's consent for this workspace allows embeddings. */
  readonly isAllowed: () => boolean;
  /** Whether the user has stopped indexing or deleted the index. */
  readonly isStopped: () => boolean;
  /** Whether the setting allows them in every workspace, so that an index is begun without asking. */
  readonly isAutomatic: () => boolean;
  /** Called when the index on disk can't be used. */
  readonly onUnusable: (state: IndexState) => void;
  /** The price of the model in US dollars per million tokens. */
  readonly price: () => number;
  /** The account's tokens per minute, if known. */
  readonly tokensPerMinute: () => number | undefined;
  /** Logs an unexpected exception. */
  readonly onUnexpectedError: (thrown: unknown) => void;
}

/** The index by meaning: nothing is sent before the user has agreed. */
export class CodebaseEmbeddings implements vscode.Disposable {
  readonly #dependencies: CodebaseEmbeddingsDependencies;
  readonly #changed = new vscode.EventEmitter<UpdateState | undefined>();
  #closed = new AbortController();
  #running:
    | { readonly update: EmbeddingUpdate; readonly result: Promise<UpdateResult> }
    | undefined;
  #state: UpdateState | undefined;

  /** Fires with the progress of an update; undefined after its end. */
  readonly onDidChange = this.#changed.event;

  constructor(dependencies: CodebaseEmbeddingsDependencies) {
    this.#dependencies = dependencies;
  }

  /** The state of the running update; undefined if there is none. */
  get state(): UpdateState | undefined {
    return this.#state;
  }

  dispose(): void {
    this.stop();
    void this.#dependencies.vectors.release().catch(() => undefined);
    this.#changed.dispose();
  }

  /** Whether requests for embeddings are possible. */
  isServiceAvailable(): Promise<boolean> {
    return this.#dependencies.requester.isAvailable();
  }

  /** The state of the index on disk, and what the missing vectors take. */
  async estimate(): Promise<IndexEstimate> {
    const { files, vectors, price, tokensPerMinute } = this.#dependencies;
    await files.refresh();
    const state = await vectors.refresh();
    const missing = new Map<string, number>();
    for (const { hash, length } of files.index.chunks) {
      if (!vectors.has(hash)) missing.set(hash, length);
    }
    const estimate = estimateIndexing(missing.values(), price(), tokensPerMinute());
    return { ...estimate, state, isPartial: files.isPartial };
  }

  /**
   * The hashes of the texts that are closest to a question by meaning, best first. Undefined if the user has not agreed,
   * there is no index, or the service does not answer in time. Never rejects.
   */
  async similarTo(query: string, signal: AbortSignal): Promise<readonly string[] | undefined> {
    const { clock, files, requester, vectors, isAllowed, onUnusable, onUnexpectedError } =
      this.#dependencies;
    if (!isAllowed() || query.trim() === '') return undefined;
    const ended = new AbortController();
    try {
      const state = await vectors.refresh();
      if (state === 'incompatible' || state === 'damaged') onUnusable(state);
      if (vectors.size === 0) return undefined;
      const combinedSignal = AbortSignal.any([signal, ended.signal]);
      const asked = requester.embed([query], combinedSignal, true).catch(() => undefined);
      const [vector] = (await withTimeout(asked, MAX_QUERY_MS, clock)) ?? [];
      return vector && vectors.find(vector, SIMILAR, (hash) => files.index.has(hash));
    } catch (thrown) {
      onUnexpectedError(thrown);
      return undefined;
    } finally {
      ended.abort();
    }
  }

  /**
   * Adds the vectors of what has changed, in the background, if the user has agreed, there is an index, and it is not
   * much. Never rejects.
   */
  async update(): Promise<void> {
    const { isAllowed, isAutomatic, isStopped, onUnexpectedError } = this.#dependencies;
    if (!isAllowed() || isStopped() || this.#running) return;
    try {
      const { state, texts, tokens } = await this.estimate();
      const limit = isAutomatic() ? MAX_AUTOMATIC_TOKENS : MAX_TOKENS_WITHOUT_CONFIRMATION;
      const isReady = state === 'usable' || (state === 'missing' && isAutomatic());
      if (!isReady || texts === 0 || tokens > limit || !(await this.isServiceAvailable())) return;
      // The user may have turned it off while the files were read.
      if (isAllowed() && !isStopped()) await this.run();
    } catch (thrown) {
      onUnexpectedError(thrown);
    }
  }

  /** Adds all missing vectors; a call during an update waits for it. The caller has the user's consent. */
  async run(): Promise<UpdateResult> {
    if (this.#running) return this.#running.result;
    const { clock, vectors, requester } = this.#dependencies;
    const changed = (state: UpdateState | undefined) => {
      this.#state = state;
      this.#changed.fire(state);
    };
    this.#closed = new AbortController();
    const { signal } = this.#closed;
    const maySend = (uris: readonly string[]) => this.#maySend(uris);
    const update = new EmbeddingUpdate({ clock, index: vectors, requester, maySend, changed });
    const result = update.run(this.#missing(signal), signal);
    this.#running = { update, result };
    changed({ kind: 'running', done: 0 });
    try {
      const ended = await result;
      if (ended === 'done') await this.#compact();
      return ended;
    } finally {
      this.#running = undefined;
      changed(undefined);
    }
  }

  /** Stops the update after the current request, until {@link resume}. */
  pause(): void {
    this.#running?.update.pause();
  }

  /** Resumes the update, even during a wait. Call when keys or settings change. */
  resume(): void {
    this.#running?.update.resume();
  }

  /** Ends the update. What was added is kept. */
  stop(): void {
    this.#closed.abort();
  }

  /** Makes this window the one that writes the index, even if another one is. */
  takeOver(): Promise<void> {
    return this.#dependencies.vectors.takeOver();
  }

  /** Deletes the index. Resolves to false if another window writes it. */
  async delete(): Promise<boolean> {
    this.stop();
    await this.#running?.result.catch(() => undefined);
    return this.#dependencies.vectors.delete();
  }

  /** Removes vectors that are no longer used. If the disk can't be written, they stay, which does no harm. */
  async #compact(): Promise<void> {
    const { vectors, files, onUnexpectedError } = this.#dependencies;
    try {
      await vectors.compact((hash) => files.index.has(hash));
    } catch (thrown) {
      onUnexpectedError(thrown);
    }
  }

  /** Whether all of these files may be sent now. */
  async #maySend(uris: readonly string[]): Promise<boolean> {
    const tests = new Map<string, ReturnType<typeof ignoredIn>>();
    for (const text of uris) {
      const uri = vscode.Uri.parse(text, true);
      const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
      if (!folder || !(await this.#dependencies.paths.mayRead(uri))) return false;
      const test = tests.get(folder.toString()) ?? ignoredIn(folder);
      tests.set(folder.toString(), test);
      if (await (await test)(uri)) return false;
    }
    return true;
  }

  /** The texts without a vector, as they are now, of files that may be sent now. */
  async *#missing(signal: AbortSignal): AsyncGenerator<MissingText, void, undefined> {
    const { files, paths, vectors, knownKeys } = this.#dependencies;
    const keys = await knownKeys();
    const uris = new Set<string>();
    for (const { uri, hash } of files.index.chunks) if (!vectors.has(hash)) uris.add(uri);
    for (const key of uris) {
      if (signal.aborted) return;
      const uri = vscode.Uri.parse(key, true);
      const [first] = files.index.chunksOf(key);
      if (!first || !(await paths.mayRead(uri))) continue;
      const read = await readText(uri);
      if (typeof read === 'string') continue;
      for (const chunk of chunkFile(read.text, languageOf(uri, read.languageId))) {
        const text = embeddingText(first.path, chunk);
        const hash = hashOf(text);
        const hasKey = withoutKeys(text, keys) !== text;
        if (!hasKey && !vectors.has(hash)) yield { uri: key, hash, text };
      }
    }
  }
}
