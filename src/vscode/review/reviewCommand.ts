import * as vscode from 'vscode';
import { withoutLinks } from '../messages/errorText.ts';
import { ActionAbortedError } from '../../actions/actionAbortedError.ts';
import type { ChangedFile } from '../../actions/commit/changedFile.ts';
import { replacementOf } from '../../actions/edit/insertion/insertion.ts';
import { DismissedFindings } from '../../actions/review/dismissedFindings.ts';
import { readFindings } from '../../actions/review/findings.ts';
import { withInstructions } from '../../actions/taskInstructions.ts';
import { reviewPrompt } from '../../actions/review/reviewPrompt.ts';
import { raceAbort } from '../../base/async.ts';
import { plural } from '../../base/plural.ts';
import { ServiceError } from '../../mistral/errors/serviceError.ts';
import type { ActionDependencies } from '../actions/actionDependencies.ts';
import { withCancellableProgress } from '../actions/cancellableProgress.ts';
import { showWarning } from '../actions/errorNotification.ts';
import { insertionContextAt } from '../chat/apply/insertionContext.ts';
import { chooseRepository } from '../git/chooseRepository.ts';
import { commitChanges, urisOf } from '../git/commitChanges.ts';
import type { GitRepository } from '../git/gitApi.ts';
import { documentOf } from '../platform/documents.ts';
import { shownLinesLookup, currentRangeOf, locateFindings } from './locateFindings.ts';
import { FindingThreadStream } from './findingThreadStream.ts';
import { ReviewThreads } from './reviewThreads.ts';
import type { PlacedFinding } from './reviewThreads.ts';
import { baseName } from '../../base/baseName.ts';

/** Where the hashes of dismissed findings are stored. */
const DISMISSED_KEY = 'codestral.review.dismissed';
/** Longer answers are cut off, in characters, in case a service ignores the token limit. */
const MAX_ANSWER_LENGTH = 200_000;

/** The dependencies of {@link ReviewCommand}. */
export interface ReviewDependencies extends Pick<
  ActionDependencies,
  'modelTask' | 'clock' | 'showError' | 'instructions' | 'permissions' | 'preview'
> {
  /** Stores which findings the user dismissed in this workspace. */
  readonly workspaceState: Pick<vscode.Memento, 'get' | 'update'>;
}

/** What a review found. */
interface Review {
  readonly placed: readonly PlacedFinding[];
  /** The number of findings that are not about lines of the changes as they are now. */
  readonly leftOut: number;
  /** Whether the answer ended at the token limit. */
  readonly isCut: boolean;
}

/** How an attempt ended: a review, an error, or a message; undefined if it was canceled. */
type AttemptResult =
  | Review
  | { readonly failed: ServiceError }
  | { readonly message: string; readonly mayRetry: boolean }
  | undefined;

/** Review Changes: has the model review the changes of the next commit and shows its findings at their lines. */
export class ReviewCommand implements vscode.Disposable {
  readonly threads = new ReviewThreads();
  readonly #dependencies: ReviewDependencies;
  readonly #dismissed: DismissedFindings;
  /** The root URIs of repositories that are being reviewed. */
  readonly #running = new Set<string>();

  constructor(dependencies: ReviewDependencies) {
    this.#dependencies = dependencies;
    const { workspaceState } = dependencies;
    this.#dismissed = new DismissedFindings(workspaceState.get(DISMISSED_KEY), (hashes) => {
      void workspaceState.update(DISMISSED_KEY, hashes);
    });
  }

  /** Reviews the changes in the repository of a SourceControl, or in one that the user chooses. */
  async run(sourceControl: unknown): Promise<void> {
    const repository = await chooseRepository(sourceControl, 'review');
    if (!repository) return;
    if ('refused' in repository) {
      showWarning(repository.refused);
      return;
    }
    const root = repository.rootUri.toString();
    if (this.#running.has(root)) return;
    this.#running.add(root);
    try {
      while (await this.#shouldRetry(repository, await this.#attempt(repository)));
    } finally {
      this.#running.delete(root);
    }
  }

  /** Opens the proposed change of a thread in the preview; the thread is closed when the user accepts it. */
  async showChange(thread: unknown): Promise<void> {
    const finding = this.threads.findingOf(thread);
    if (finding?.replacement === undefined) return;
    const { uri, range } = thread as vscode.CommentThread;
    const document = await documentOf(uri);
    const at = document && range && currentRangeOf(document, finding, range.start.line);
    if (!at) {
      const name = baseName(finding.path);
      showWarning(vscode.l10n.t('{0} changed in the meantime; nothing was replaced.', name));
      return;
    }
    const preview = await this.#dependencies.preview();
    const original = document.getText(at);
    const decision = await preview.show({
      uri: uri.toString(),
      start: document.offsetAt(at.start),
      original,
      text: replacementOf(finding.replacement, original, insertionContextAt(document, at)),
    });
    if (decision === 'accepted') this.threads.remove(thread as vscode.CommentThread);
  }

  /** Removes a thread and remembers that its finding is not wanted. */
  dismiss(thread: unknown): void {
    const finding = this.threads.findingOf(thread);
    if (!finding) return;
    this.#dismissed.add(finding);
    this.threads.remove(thread as vscode.CommentThread);
  }

  dispose(): void {
    this.threads.dispose();
  }

  /** Shows how an attempt ended; resolves to whether the user chose to try again. */
  async #shouldRetry(repository: GitRepository, result: AttemptResult): Promise<boolean> {
    const { t } = vscode.l10n;
    if (!result) return false;
    if ('failed' in result) return this.#dependencies.showError(result.failed);
    if ('message' in result) {
      const retry = t('Try Again');
      const buttons = result.mayRetry ? [retry] : [];
      return (
        (await vscode.window.showWarningMessage(withoutLinks(result.message), ...buttons)) === retry
      );
    }
    this.threads.show(repository.rootUri, result.placed);
    await this.#report(result);
    return false;
  }

  /** Opens the first finding and tells how many there are. */
  async #report({ placed, leftOut, isCut }: Review): Promise<void> {
    const { t } = vscode.l10n;
    const { language } = vscode.env;
    const [first] = placed;
    if (first) {
      const at = first.range.start;
      const selection = new vscode.Range(at, at);
      await vscode.window.showTextDocument(first.uri, { selection, preserveFocus: true });
    }
    const count = placed.length;
    const some = plural(count, language, t('{0} finding.', count), t('{0} findings.', count));
    const others = plural(
      leftOut,
      language,
      t('{0} was left out because it is not about the changed lines.', leftOut),
      t('{0} were left out because they are not about the changed lines.', leftOut),
    );
    const sentences = [
      count > 0 ? some : t('No findings.'),
      ...(leftOut > 0 ? [others] : []),
      ...(isCut
        ? [t('The answer reached the length limit, so the review may be incomplete.')]
        : []),
    ];
    const show = t('Show All');
    const buttons = count > 1 ? [show] : [];
    void vscode.window
      .showInformationMessage(withoutLinks(sentences.join(' ')), ...buttons)
      .then((chosen) => {
        if (chosen !== show) return;
        void vscode.commands.executeCommand('workbench.action.focusCommentsPanel');
      });
  }

  /** One attempt with a progress indicator. */
  #attempt(repository: GitRepository): Promise<AttemptResult> {
    const title = vscode.l10n.t('Reviewing changes');
    return withCancellableProgress(
      vscode.ProgressLocation.Notification,
      title,
      async (signal, report) => {
        const changes = await raceAbort(
          commitChanges(repository, this.#dependencies, signal),
          signal,
        );
        if (!changes || signal.aborted) return undefined;
        if ('refused' in changes) return { message: changes.refused, mayRetry: false };
        report(vscode.l10n.t('waiting for the model'));
        return this.#review(repository, changes.files, signal, report);
      },
    );
  }

  /** Requests the findings and finds their lines. */
  async #review(
    repository: GitRepository,
    files: readonly ChangedFile[],
    signal: AbortSignal,
    report: (message: string) => void,
  ): Promise<AttemptResult> {
    const { t } = vscode.l10n;
    const { modelTask, clock, instructions: read } = this.#dependencies;
    const instructions = await read(urisOf(repository, files));
    const shownLinesOf = shownLinesLookup(files);
    const newStream = () =>
      new FindingThreadStream({
        repository,
        shownLinesOf,
        threads: this.threads,
        dismissed: this.#dismissed,
        report,
      });
    let stream = newStream();
    let answer = '';
    let isCut = false;
    try {
      const pieces = modelTask.run(
        (room) =>
          withInstructions(instructions, room, ({ characters }) =>
            reviewPrompt(files, vscode.env.language, characters),
          ),
        signal,
        {
          beforeRequest: () => this.#refuseIfExcluded(repository, files),
          onRetry: (_, at) => {
            const seconds = Math.max(1, Math.ceil((at - clock.now()) / 1_000));
            report(t('retrying in {0} s', seconds));
          },
        },
      );
      for await (const piece of pieces) {
        if ('end' in piece) isCut = piece.end === 'truncated';
        else {
          if (piece.restarts) stream = newStream();
          answer = piece.restarts ? piece.text : answer + piece.text;
          await stream.push(piece.text);
        }
        if (answer.length > MAX_ANSWER_LENGTH) {
          isCut = true;
          break;
        }
      }
    } catch (error) {
      if (error instanceof ServiceError) return { failed: error };
      throw error;
    }
    if (signal.aborted) return undefined;
    const found = readFindings(answer, shownLinesOf);
    if (!found) return { message: t('The model’s answer is not a review.'), mayRetry: true };
    const wanted = found.findings.filter(
      (finding) => !this.#dismissed.has(finding) && !stream.wasDismissed(finding),
    );
    const { placed, lost } = await locateFindings(repository, wanted);
    return { placed, leftOut: found.leftOut + lost, isCut };
  }

  /** Rejects if a changed file may no longer be sent. */
  async #refuseIfExcluded(repository: GitRepository, files: readonly ChangedFile[]): Promise<void> {
    const { permissions } = this.#dependencies;
    const uris = urisOf(repository, files);
    if (!(await permissions.checkChanged(uris, repository.rootUri))) return;
    const { t } = vscode.l10n;
    const message = t('A changed file was excluded in the meantime. Review the changes again.');
    throw new ActionAbortedError(message);
  }
}
