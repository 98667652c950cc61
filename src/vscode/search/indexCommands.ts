import * as vscode from 'vscode';
import { plural } from '../../base/plural.ts';
import type { UpdateState } from '../../search/embeddingUpdate.ts';
import { IndexWriteError } from '../../search/vectors/indexFiles.ts';
import type { IndexState } from '../../search/vectors/vectorIndex.ts';
import { unavailableServiceText, sentence } from '../messages/errorText.ts';
import type { CodebaseEmbeddings, IndexEstimate } from './codebaseEmbeddings.ts';
import { MAX_TOKENS_WITHOUT_CONFIRMATION } from './codebaseEmbeddings.ts';
import type { EmbeddingConsent } from './embeddingConsent.ts';
import { consentDetail, indexWriteErrorText, progressText, stateText } from './indexTexts.ts';

/** Dependencies of {@link IndexCommands}. */
export interface IndexCommandsDependencies {
  readonly consent: EmbeddingConsent;
  readonly embeddings: CodebaseEmbeddings;
}

/** The commands Index Codebase and Delete Codebase Index. */
export class IndexCommands {
  readonly #dependencies: IndexCommandsDependencies;
  #hasReported = false;
  /** Whether a notification shows the progress. */
  #isShown = false;

  constructor(dependencies: IndexCommandsDependencies) {
    this.#dependencies = dependencies;
    dependencies.embeddings.onDidChange((state) => {
      if (state?.kind === 'paused' && state.error instanceof IndexWriteError && !this.#isShown)
        void this.#reportWriteError(state.error);
    });
  }

  /** Whether the user may still add the search by meaning. */
  get isOffered(): boolean {
    const { consent } = this.#dependencies;
    return !consent.isOff && !consent.isGiven;
  }

  /** Indexes the workspace after the user's consent, or shows what can be done while that is in progress. */
  async index(): Promise<void> {
    const { t } = vscode.l10n;
    const { consent, embeddings } = this.#dependencies;
    if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
      void vscode.window.showInformationMessage(t('Open a folder to index its code.'));
      return;
    }
    if (consent.isOff) return turnedOff();
    if (embeddings.state) return this.#control(embeddings.state);
    if (!(await embeddings.isServiceAvailable())) return keyMissing();
    const location = vscode.ProgressLocation.Notification;
    const estimate = await vscode.window.withProgress(
      { location, title: t('Reading the code of the workspace…') },
      () => embeddings.estimate(),
    );
    if (estimate.texts === 0 && estimate.state === 'usable') {
      if (consent.isStopped) await consent.give();
      void vscode.window.showInformationMessage(t('The codebase index is up to date.'));
      return;
    }
    if (estimate.texts === 0) {
      void vscode.window.showInformationMessage(t('There is no code to index.'));
      return;
    }
    const isSmall =
      estimate.state === 'usable' && estimate.tokens <= MAX_TOKENS_WITHOUT_CONFIRMATION;
    if (!(consent.isGiven && isSmall) && !(await confirmIndexing(estimate))) return;
    await consent.give();
    await this.#run(estimate.texts);
  }

  /** Pauses the update, or resumes it. */
  togglePause(): void {
    const { embeddings } = this.#dependencies;
    if (embeddings.state?.kind === 'running') embeddings.pause();
    else embeddings.resume();
  }

  /** Deletes the index and forgets the consent, after a confirmation. */
  async delete(): Promise<void> {
    const { t } = vscode.l10n;
    const { consent } = this.#dependencies;
    const remove = t('Delete Index');
    const chosen = await vscode.window.showWarningMessage(
      t('Delete the codebase index of this workspace?'),
      {
        modal: true,
        detail: t(
          'Search by words still works. Rebuilding the index sends the code again, at the same cost.',
        ),
      },
      remove,
    );
    if (chosen !== remove) return;
    await consent.withdraw();
    await this.#delete();
  }

  /** Reports once that an index can't be used, and offers to rebuild it. */
  reportUnusable(state: IndexState): void {
    if (this.#hasReported) return;
    this.#hasReported = true;
    const { t } = vscode.l10n;
    const rebuild = t('Rebuild Index');
    const text =
      state === 'damaged'
        ? t('The codebase index is damaged. Until it is rebuilt, code is searched by words only.')
        : t(
            'The codebase index was made by another version or with another model. Until it is rebuilt, code is searched by words only.',
          );
    void vscode.window.showWarningMessage(text, rebuild).then((chosen) => {
      if (chosen === rebuild) void vscode.commands.executeCommand('codestral.indexCodebase');
    });
  }

  /** Keys or settings changed. */
  onConfigurationChanged(): void {
    const { consent, embeddings } = this.#dependencies;
    if (!consent.isGiven) embeddings.stop();
    else if (embeddings.state && embeddings.state.kind !== 'running' && embeddings.state.error)
      embeddings.resume();
  }

  async #delete(): Promise<void> {
    const { t } = vscode.l10n;
    const { embeddings } = this.#dependencies;
    if (await embeddings.delete()) {
      void vscode.window.showInformationMessage(t('The codebase index was deleted.'));
      return;
    }
    const deleteAnyway = t('Delete Anyway');
    const chosen = await vscode.window.showInformationMessage(
      t('Another window is indexing this workspace. Stop it there first.'),
      deleteAnyway,
    );
    if (chosen !== deleteAnyway) return;
    await embeddings.takeOver();
    await this.#delete();
  }

  async #run(total: number): Promise<void> {
    const { t } = vscode.l10n;
    const { embeddings } = this.#dependencies;
    const location = vscode.ProgressLocation.Notification;
    const stop = () => {
      this.#stop();
    };
    const result = await vscode.window.withProgress(
      { location, title: t('Indexing the codebase'), cancellable: true },
      async (progress, token) => {
        token.onCancellationRequested(stop);
        this.#isShown = true;
        let shown = 0;
        const report = (state: UpdateState | undefined) => {
          if (!state) return;
          const percent = Math.min(100, (100 * state.done) / total);
          progress.report({ message: progressText(state, percent), increment: percent - shown });
          shown = percent;
        };
        const listening = embeddings.onDidChange(report);
        try {
          return await embeddings.run();
        } finally {
          this.#isShown = false;
          listening.dispose();
        }
      },
    );
    if (result === 'locked') {
      const indexHere = t('Index Here');
      const chosen = await vscode.window.showInformationMessage(
        t('Another window is indexing this workspace. Its results are used here as well.'),
        indexHere,
      );
      if (chosen !== indexHere) return;
      // The lock of a window that was killed may name a process ID that another program has by now.
      await embeddings.takeOver();
      await this.#run(total);
    } else if (result === 'done') {
      const { language } = vscode.env;
      const text = plural(
        total,
        language,
        t('{0} section of code can be found by meaning.', total),
        t('{0} sections of code can be found by meaning.', total),
      );
      void vscode.window.showInformationMessage(text);
    } else {
      void vscode.window.showInformationMessage(
        t('Indexing was stopped. Progress is kept; run Index Codebase to continue.'),
      );
    }
  }

  /** Reports that an update in the background can't save the index. It is paused until the user resumes it. */
  async #reportWriteError({ kind }: IndexWriteError): Promise<void> {
    const resume = vscode.l10n.t('Resume Indexing');
    const chosen = await vscode.window.showWarningMessage(indexWriteErrorText(kind), resume);
    if (chosen === resume) this.#dependencies.embeddings.resume();
  }

  /** Stops indexing until the user starts it again. */
  #stop(): void {
    const { consent, embeddings } = this.#dependencies;
    embeddings.stop();
    void consent.stop();
  }

  async #control(state: UpdateState): Promise<void> {
    const { t } = vscode.l10n;
    const pause = {
      label: state.kind === 'running' ? t('Pause Indexing') : t('Resume Indexing'),
      run: () => {
        this.togglePause();
      },
    };
    const stop = {
      label: t('Stop Indexing'),
      detail: t('Progress is kept.'),
      run: () => {
        this.#stop();
      },
    };
    const placeHolder = stateText(state) ?? t('The codebase is being indexed');
    (await vscode.window.showQuickPick([pause, stop], { placeHolder }))?.run();
  }
}

async function confirmIndexing(estimate: IndexEstimate) {
  const { t } = vscode.l10n;
  const index = t('Index Codebase');
  const chosen = await vscode.window.showInformationMessage(
    t('Index this workspace to find code by meaning?'),
    { modal: true, detail: consentDetail(estimate) },
    index,
  );
  return chosen === index;
}

async function turnedOff(): Promise<void> {
  const { t } = vscode.l10n;
  const open = t('Open Settings');
  const chosen = await vscode.window.showInformationMessage(
    t('Indexing is turned off by the setting codestral.search.embeddings.'),
    open,
  );
  if (chosen === open) {
    const query = 'codestral.search.embeddings';
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  }
}

async function keyMissing(): Promise<void> {
  const { t } = vscode.l10n;
  const set = t('Set Mistral API Key');
  const text = sentence(unavailableServiceText({ unavailable: 'noKey', service: 'mistral' }));
  const chosen = await vscode.window.showErrorMessage(text, set);
  if (chosen === set) await vscode.commands.executeCommand('codestral.setMistralKey');
}
