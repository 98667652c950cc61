import * as vscode from 'vscode';
import type { ActionQuestion } from '../../chat/action.ts';
import { hasConflictMarkers } from '../../chat/context/changedFile.ts';
import { commitPrompt } from '../../chat/prompts/commit.ts';
import type { CommitSource } from '../../chat/prompts/commit.ts';
import { readMessage } from '../../code/commitMessage.ts';
import { ServiceError } from '../../mistral/errors.ts';
import { tellWhatIsWritten } from '../contextKeys.ts';
import { chooseRepository, rootOf } from '../git/chooseRepository.ts';
import { commitChanges } from '../git/commitChanges.ts';
import type { GitRepository } from '../git/gitApi.ts';
import { lastCommits } from '../git/lastCommits.ts';
import { settled } from '../settled.ts';
import type { ActionTools } from './actionParts.ts';
import { MessageBox } from './messageBox.ts';

/** Tokens that a message may take: some 60 lines. */
const MOST_TOKENS = 1_000;
/** A service that keeps to no limit is left after so many characters. */
const LONGEST_ANSWER = 20_000;

/** What has come of an attempt: words for the user, maybe with a button; nothing where all is said. */
type Outcome =
  | { readonly failed: ServiceError }
  | { readonly told: string; readonly button?: string; readonly next?: Job }
  | undefined;

/** A message to write. */
interface Job {
  readonly repository: GitRepository;
  /** Where its progress is shown. */
  readonly location: vscode.ProgressLocation;
  /** Conflict markers are no reason to wait any more. */
  readonly isSure?: boolean;
  /** An answer that was cut, to go on from. */
  readonly begun?: { readonly source: CommitSource; readonly answer: string };
}

/** Writes commit messages into the box of VS Code's source control; never commits. */
export class CommitMessages {
  readonly #tools: ActionTools;
  /** What is being written, by the repository's root. */
  readonly #writing = new Map<string, AbortController>();
  /** By the repository's root: our last message, and what its user had typed for it. */
  readonly #last = new Map<string, { readonly message: string; readonly typed: string }>();

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Writes a message for a repository: VS Code's source-control view names it, the palette does not. */
  async write(sourceControl: unknown): Promise<void> {
    const repository = await chooseRepository(sourceControl);
    if (!repository) return;
    if ('refused' in repository) {
      void vscode.window.showWarningMessage(repository.refused);
      return;
    }
    const isInView = rootOf(sourceControl) !== undefined;
    // From the palette, the box may be out of sight.
    if (!isInView) await vscode.commands.executeCommand('workbench.view.scm');
    const { SourceControl, Notification } = vscode.ProgressLocation;
    let job: Job | undefined = { repository, location: isInView ? SourceControl : Notification };
    while (job) job = await this.#after(job, await this.#run(job));
  }

  /** Ends what is being written for a repository; all, if none is named for which something is written. */
  stop(sourceControl: unknown): void {
    const named = this.#writing.get(rootOf(sourceControl)?.toString() ?? '');
    for (const each of named ? [named] : this.#writing.values()) each.abort();
  }

  /** Tells what has come of an attempt; gives what is to be done next. */
  async #after(job: Job, outcome: Outcome): Promise<Job | undefined> {
    if (!outcome) return undefined;
    if ('failed' in outcome) return (await this.#tools.failed(outcome.failed)) ? job : undefined;
    const { told, button, next } = outcome;
    const chosen = await vscode.window.showWarningMessage(
      told,
      ...(button === undefined ? [] : [button]),
    );
    return chosen === undefined ? undefined : next;
  }

  /** One attempt, with its progress and its button. */
  async #run(job: Job): Promise<Outcome> {
    const root = job.repository.rootUri.toString();
    if (this.#writing.has(root)) return undefined;
    const stopping = new AbortController();
    this.#writing.set(root, stopping);
    void tellWhatIsWritten([...this.#writing.keys()]);
    const title = vscode.l10n.t('Writing a commit message…');
    try {
      return await vscode.window.withProgress(
        { location: job.location, title, cancellable: true },
        (_, token) => {
          token.onCancellationRequested(() => {
            stopping.abort();
          });
          return this.#attempt(job, stopping);
        },
      );
    } finally {
      this.#writing.delete(root);
      void tellWhatIsWritten([...this.#writing.keys()]);
    }
  }

  async #attempt(job: Job, stopping: AbortController): Promise<Outcome> {
    const { signal } = stopping;
    const { repository, begun } = job;
    const taken = () => {
      stopping.abort();
    };
    const box = new MessageBox(repository.inputBox, this.#tools.clock, taken);
    if (begun) {
      // What was cut goes on only if it is still there.
      const isThere = box.before === readMessage(begun.answer, true);
      return isThere ? this.#ask(job, begun.source, box, signal) : undefined;
    }
    const source = await settled(this.#source(job, box.before, signal), signal);
    if (source === undefined || signal.aborted) return undefined;
    return 'files' in source ? this.#ask(job, source, box, signal) : source;
  }

  /** What a message is written from, or why none is. */
  async #source(job: Job, typed: string, signal: AbortSignal): Promise<CommitSource | Outcome> {
    const { repository, isSure = false } = job;
    const changes = await commitChanges(repository, this.#tools, signal);
    if ('refused' in changes) return { told: changes.refused };
    const { files } = changes;
    const marked = files.find(hasConflictMarkers);
    if (marked && !isSure) {
      const { t } = vscode.l10n;
      const told = t('{0} has conflict markers. Resolve the merge conflicts first.', marked.name);
      return { told, button: t('Write Anyway'), next: { ...job, isSure: true } };
    }
    const log = await lastCommits(repository);
    const isMerging = await repository.getCommit('MERGE_HEAD').then(
      () => true,
      () => false,
    );
    const last = this.#last.get(repository.rootUri.toString());
    const own = last?.message === typed ? last.typed : typed;
    return { files, log, isMerging, typed: own };
  }

  /** Asks, and writes the answer into the box as it comes. */
  async #ask(
    job: Job,
    source: CommitSource,
    box: MessageBox,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { t } = vscode.l10n;
    const begun = job.begun?.answer;
    let answer = begun ?? '';
    let isCut = false;
    try {
      const question = ({ characters }: { readonly characters: number }): ActionQuestion => {
        const room = characters - (begun?.length ?? 0);
        return { ...commitPrompt(source, room), begun, maxTokens: MOST_TOKENS };
      };
      for await (const piece of this.#tools.action.ask(question, signal)) {
        if ('end' in piece) isCut = piece.end === 'cut';
        else answer += piece.text;
        if (answer.length > LONGEST_ANSWER) break;
        box.show(readMessage(answer, false));
      }
    } catch (error) {
      box.giveBack();
      if (error instanceof ServiceError) return { failed: error };
      throw error;
    }
    const message = readMessage(answer, true);
    if (signal.aborted || message === '') {
      const isOurs = box.giveBack() && !signal.aborted;
      const told = t('The model gave no commit message.');
      return isOurs ? { told, button: t('Try Again'), next: job } : undefined;
    }
    if (!box.finish(message)) return undefined;
    this.#last.set(job.repository.rootUri.toString(), { message, typed: source.typed });
    if (!isCut) return undefined;
    const next = { ...job, begun: { source, answer } };
    return {
      told: t('The commit message was cut at the limit of tokens.'),
      button: t('Continue'),
      next,
    };
  }
}
