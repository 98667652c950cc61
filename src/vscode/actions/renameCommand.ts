import * as vscode from 'vscode';
import { withoutLinks } from '../messages/errorText.ts';
import { splitName, namingStyleOf } from '../../actions/rename/nameStyle.ts';
import { renamePrompt } from '../../actions/rename/renamePrompt.ts';
import type { RenameContext } from '../../actions/rename/renamePrompt.ts';
import { readNames } from '../../actions/rename/suggestedNames.ts';
import type { RenameRequest, SuggestedName } from '../../actions/rename/suggestedNames.ts';
import { ServiceError } from '../../mistral/errors/serviceError.ts';
import { notEditableMessage } from '../platform/documents.ts';
import { checkDocument } from '../privacy/blockedMessage.ts';
import type { ActionDependencies } from './actionDependencies.ts';
import { withCancellableProgress } from './cancellableProgress.ts';
import { codeLocationOf, codeTargetAt } from './codeTarget.ts';
import { showWarning } from './errorNotification.ts';
import { NamePicker } from './namePicker.ts';
import { refuseIfBlocked } from './refuseIfBlocked.ts';
import { RetryCountdown } from './retryCountdown.ts';
import { renamableAt } from './renameSymbol.ts';
import type { TrackedName } from './renameSymbol.ts';

/** Lines on each side of a name that are read as context. */
const CONTEXT_LINES = 200;
/** Maximum length of an answer, in characters; longer ones are cut off: five names take about a tenth of this. */
const MAX_ANSWER_LENGTH = 20_000;

/** How the name picker was closed. */
type PickResult =
  | { readonly chosen: string | undefined }
  | { readonly failed: ServiceError }
  | 'nothing';

/** Suggest a Better Name: suggests names for the symbol at the cursor and has VS Code rename it. */
export class RenameCommand {
  readonly #dependencies: ActionDependencies;

  constructor(dependencies: ActionDependencies) {
    this.#dependencies = dependencies;
  }

  /** Suggests names for the symbol at `args` (see `codeLocationOf`). */
  async suggest(args: readonly unknown[]): Promise<void> {
    const { clock, permissions } = this.#dependencies;
    const location = await codeLocationOf(args);
    if (!location) {
      showWarning(vscode.l10n.t('Open a file and place the cursor on a name.'));
      return;
    }
    const { document } = location;
    const refused =
      (await checkDocument(document, permissions)) ?? (await notEditableMessage(document));
    const found = refused === undefined ? await renamableAt(location, clock) : { refused };
    if ('refused' in found) {
      showWarning(found.refused);
      return;
    }
    try {
      await this.#rename(found.name);
    } finally {
      found.name.dispose();
    }
  }

  async #rename(name: TrackedName): Promise<void> {
    let result = await this.#pickName(name);
    while (await this.#shouldRetry(result)) result = await this.#pickName(name);
    const to = typeof result === 'object' && 'chosen' in result ? result.chosen : undefined;
    if (to === undefined) return;
    const title = vscode.l10n.t('Renaming {0} to {1}…', name.text, to);
    const refused = await withCancellableProgress(
      vscode.ProgressLocation.Notification,
      title,
      (signal) => name.rename(to, signal),
    );
    if (refused !== undefined) showWarning(refused);
  }

  /** Shows why there are no names; resolves to whether the user chose to try again. */
  async #shouldRetry(result: PickResult): Promise<boolean> {
    if (typeof result === 'object') {
      return 'failed' in result && this.#dependencies.showError(result.failed);
    }
    const { t } = vscode.l10n;
    const retry = t('Try Again');
    const message = t('The model did not suggest a usable name.');
    return (await vscode.window.showWarningMessage(withoutLinks(message), retry)) === retry;
  }

  /** Shows names as they arrive until one is chosen. Closing the picker cancels the request. */
  async #pickName(name: TrackedName): Promise<PickResult> {
    const picker = new NamePicker(name.text);
    const controller = new AbortController();
    const closed = picker.chosen.then((chosen): PickResult => {
      controller.abort();
      return { chosen };
    });
    try {
      const requested = this.#requestNames(name, picker, controller.signal);
      return (await Promise.race([closed, requested])) ?? (await closed);
    } finally {
      picker.dispose();
    }
  }

  /** Fills the picker; resolves to a result if there are no names to pick. */
  async #requestNames(
    name: TrackedName,
    picker: NamePicker,
    signal: AbortSignal,
  ): Promise<PickResult | undefined> {
    const { document, text: old } = name;
    const { modelTask, clock, permissions } = this.#dependencies;
    const context = await this.#contextOf(name);
    if (!context) return { chosen: undefined };
    const { languageId, style } = context;
    const request: RenameRequest = { old, languageId, style, text: document.getText() };
    let names: readonly SuggestedName[] = [];
    let answer = '';
    const countdown = new RetryCountdown(clock);
    try {
      const pieces = modelTask.run(({ characters }) => renamePrompt(context, characters), signal, {
        beforeRequest: () => refuseIfBlocked(document, permissions),
        onRetry: (_, at, retryNow) => {
          countdown.start(
            at,
            (seconds) => {
              picker.showRetry(seconds, retryNow);
            },
            () => {
              picker.hideRetry();
            },
          );
        },
      });
      for await (const piece of pieces) {
        if ('text' in piece) answer = piece.restarts ? piece.text : answer + piece.text;
        if (answer.length > MAX_ANSWER_LENGTH) break;
        // A name is complete once its object or list is closed.
        if ('text' in piece && !/[}\]]/.test(piece.text)) continue;
        names = readNames(answer, request);
        picker.setNames(names);
      }
    } catch (error) {
      if (error instanceof ServiceError) return { failed: error };
      throw error;
    } finally {
      countdown.stop();
    }
    if (names.length === 0) return 'nothing';
    picker.complete(names);
    return undefined;
  }

  /** The name with the code around it; undefined if the name no longer exists. */
  async #contextOf(
    name: TrackedName,
  ): Promise<(RenameContext & Pick<RenameRequest, 'style'>) | undefined> {
    const { document, text } = name;
    const before = name.position();
    if (!before) return undefined;
    const location = { document, range: new vscode.Range(before, before) };
    const { range } = await codeTargetAt(location, this.#dependencies.clock);
    const position = name.position();
    if (!position) return undefined;
    const { line, character } = position;
    const first = Math.min(line, Math.max(range.start.line, line - CONTEXT_LINES));
    const last = Math.max(line, Math.min(range.end.line, line + CONTEXT_LINES));
    const lines = Array.from(
      { length: last - first + 1 },
      (_, index) => document.lineAt(first + index).text,
    );
    const core = splitName(text)?.core ?? text;
    return {
      name: text,
      languageId: document.languageId,
      lines,
      line: line - first,
      character,
      style: namingStyleOf(core, document.languageId, lines.join('\n')),
      locale: vscode.env.language,
    };
  }
}
