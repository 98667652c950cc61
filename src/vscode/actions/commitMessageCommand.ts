import * as vscode from 'vscode';
import { withoutLinks } from '../messages/errorText.ts';
import { ActionAbortedError } from '../../actions/actionAbortedError.ts';
import { hasConflictMarkers } from '../../actions/commit/changedFile.ts';
import { withInstructions } from '../../actions/taskInstructions.ts';
import type { InstructionSource } from '../../actions/taskInstructions.ts';
import { CommitInput } from '../../actions/commit/commitInput.ts';
import { readMessage } from '../../actions/commit/commitMessage.ts';
import { commitPrompt } from '../../actions/commit/commitPrompt.ts';
import type { CommitSource } from '../../actions/commit/commitPrompt.ts';
import type { ModelTaskPrompt, PromptBudget } from '../../actions/modelTask.ts';
import { ServiceError } from '../../mistral/errors/serviceError.ts';
import { chooseRepository, rootOf } from '../git/chooseRepository.ts';
import { commitChanges, urisOf } from '../git/commitChanges.ts';
import { vsCodeGitRunner } from '../git/gitApi.ts';
import type { GitRepository } from '../git/gitApi.ts';
import { isMerging, lastCommits } from '../git/lastCommits.ts';
import { raceAbort } from '../../base/async.ts';
import { setGeneratingContext } from '../platform/contextKeys.ts';
import type { ActionDependencies } from './actionDependencies.ts';
import { withCancellableProgress } from './cancellableProgress.ts';
import { showWarning } from './errorNotification.ts';

/** Tokens for a message: about 60 lines. */
const MAX_TOKENS = 1_000;
/** Longer answers are cut off, in characters, in case a service ignores the token limit. */
const MAX_ANSWER_LENGTH = 20_000;

/** How an attempt ended: an error, or a message with an optional button; undefined if there is nothing to show. */
type AttemptResult =
  | { readonly failed: ServiceError }
  | { readonly message: string; readonly button?: string; readonly retry?: Job }
  | undefined;

/** What a message is generated from. */
interface MessageSource extends CommitSource {
  readonly instructions: readonly InstructionSource[];
}

/** A message to generate. */
interface Job {
  readonly repository: GitRepository;
  /** Where progress is shown. */
  readonly location: vscode.ProgressLocation;
  /** The user chose to continue in spite of conflict markers. */
  readonly ignoresConflicts?: boolean;
  /** An answer that reached the token limit, to be continued. */
  readonly partialAnswer?: { readonly source: MessageSource; readonly answer: string };
}

/** Generates commit messages in the input box of VS Code's source control view. Never commits. */
export class CommitMessageCommand {
  readonly #dependencies: ActionDependencies;
  /** Messages being generated, by the repository's root URI. */
  readonly #generating = new Map<string, AbortController>();
  /** The last message by the repository's root URI, and what the user had typed before it. */
  readonly #last = new Map<string, { readonly message: string; readonly typed: string }>();

  constructor(dependencies: ActionDependencies) {
    this.#dependencies = dependencies;
  }

  /** Generates a message for the repository of a SourceControl, or for one that the user chooses. */
  async generate(sourceControl: unknown): Promise<void> {
    const repository = await chooseRepository(sourceControl, 'commit message');
    if (!repository) return;
    if ('refused' in repository) {
      showWarning(repository.refused);
      return;
    }
    const isInView = rootOf(sourceControl) !== undefined;
    // From the palette, the input box may not be visible.
    if (!isInView) await vscode.commands.executeCommand('workbench.view.scm');
    const { SourceControl, Notification } = vscode.ProgressLocation;
    let job: Job | undefined = { repository, location: isInView ? SourceControl : Notification };
    while (job) job = await this.#showResult(job, await this.#run(job));
  }

  /** Cancels the message of a repository; without one that is being generated, cancels all. */
  stop(sourceControl: unknown): void {
    const named = this.#generating.get(rootOf(sourceControl)?.toString() ?? '');
    for (const controller of named ? [named] : this.#generating.values()) controller.abort();
  }

  /** Shows how an attempt ended; resolves to the next job if the user chose one. */
  async #showResult(job: Job, result: AttemptResult): Promise<Job | undefined> {
    if (!result) return undefined;
    if ('failed' in result) {
      return (await this.#dependencies.showError(result.failed)) ? job : undefined;
    }
    const { message, button, retry } = result;
    const buttons = button === undefined ? [] : [button];
    const chosen = await vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
    return chosen === undefined ? undefined : retry;
  }

  /** One attempt with a progress indicator, during which the button of the view stops it. */
  async #run(job: Job): Promise<AttemptResult> {
    const root = job.repository.rootUri.toString();
    if (this.#generating.has(root)) return undefined;
    const controller = new AbortController();
    this.#generating.set(root, controller);
    void setGeneratingContext([...this.#generating.keys()]);
    const title = vscode.l10n.t('Generating commit message…');
    try {
      return await withCancellableProgress(
        job.location,
        title,
        () => this.#attempt(job, controller),
        controller,
      );
    } finally {
      this.#generating.delete(root);
      void setGeneratingContext([...this.#generating.keys()]);
    }
  }

  async #attempt(job: Job, controller: AbortController): Promise<AttemptResult> {
    const { signal } = controller;
    const { repository, partialAnswer } = job;
    const input = new CommitInput(repository.inputBox, this.#dependencies.clock, () => {
      controller.abort();
    });
    if (partialAnswer) {
      // Continue only if the user has not changed the message.
      const isUnchanged = input.before === readMessage(partialAnswer.answer, true);
      return isUnchanged ? this.#generate(job, partialAnswer.source, input, signal) : undefined;
    }
    const source = await raceAbort(this.#source(job, input.before, signal), signal);
    if (source === undefined || signal.aborted) return undefined;
    return 'files' in source ? this.#generate(job, source, input, signal) : source;
  }

  /** Collects what the message is generated from; resolves to a result if that is not possible. */
  async #source(
    job: Job,
    typed: string,
    signal: AbortSignal,
  ): Promise<MessageSource | AttemptResult> {
    const { repository, ignoresConflicts = false } = job;
    const { fsPath: root } = repository.rootUri;
    const changes = await commitChanges(repository, this.#dependencies, signal);
    if ('refused' in changes) return { message: changes.refused };
    const { files } = changes;
    const conflicted = ignoresConflicts ? undefined : files.find(hasConflictMarkers);
    if (conflicted) {
      const { t } = vscode.l10n;
      return {
        message: t('{0} has conflict markers. Resolve the merge conflicts first.', conflicted.name),
        button: t('Generate Anyway'),
        retry: { ...job, ignoresConflicts: true },
      };
    }
    const run = await vsCodeGitRunner(this.#dependencies.clock);
    const last = this.#last.get(repository.rootUri.toString());
    return {
      files,
      log: run ? await lastCommits(run, root, signal) : [],
      isMerging: run !== undefined && (await isMerging(run, root, signal)),
      typed: last?.message === typed ? last.typed : typed,
      instructions: await this.#dependencies.instructions(urisOf(repository, files)),
    };
  }

  /** Requests the message and writes it into the input box as it arrives. */
  async #generate(
    job: Job,
    source: MessageSource,
    input: CommitInput,
    signal: AbortSignal,
  ): Promise<AttemptResult> {
    const { t } = vscode.l10n;
    const { repository, location } = job;
    const { modelTask } = this.#dependencies;
    const partialAnswer = job.partialAnswer?.answer ?? '';
    const buildPrompt = (room: PromptBudget): ModelTaskPrompt =>
      withInstructions(source.instructions, room, ({ characters }) => ({
        ...commitPrompt(source, characters - partialAnswer.length),
        partialAnswer,
        maxTokens: MAX_TOKENS,
      }));
    const beforeRequest = () => this.#refuseIfExcluded(repository, source);
    let answer = partialAnswer;
    let isCut = false;
    try {
      for await (const piece of modelTask.run(buildPrompt, signal, { beforeRequest })) {
        if ('end' in piece) isCut = piece.end === 'truncated';
        else answer = (piece.restarts ? partialAnswer : answer) + piece.text;
        if (answer.length > MAX_ANSWER_LENGTH) break;
        input.show(readMessage(answer, false));
      }
    } catch (error) {
      input.restore();
      if (error instanceof ActionAbortedError) {
        const retry = { repository, location };
        return { message: error.userMessage, button: t('Try Again'), retry };
      }
      if (error instanceof ServiceError) return { failed: error };
      throw error;
    }
    const message = readMessage(answer, true);
    if (signal.aborted || message === '') {
      if (!input.restore() || signal.aborted) return undefined;
      const text = t('The model returned no commit message.');
      return { message: text, button: t('Try Again'), retry: job };
    }
    if (!input.finish(message)) return undefined;
    this.#last.set(repository.rootUri.toString(), { message, typed: source.typed });
    if (!isCut) return undefined;
    return {
      message: t('The commit message reached the token limit.'),
      button: t('Continue'),
      retry: { ...job, partialAnswer: { source, answer } },
    };
  }

  /** Rejects if a file of the source may no longer be sent. */
  async #refuseIfExcluded(repository: GitRepository, { files }: CommitSource): Promise<void> {
    const { permissions } = this.#dependencies;
    const uris = urisOf(repository, files);
    if (!(await permissions.checkChanged(uris, repository.rootUri))) return;
    const { t } = vscode.l10n;
    const message = t('A changed file was excluded in the meantime. Generate the message again.');
    throw new ActionAbortedError(message);
  }
}
