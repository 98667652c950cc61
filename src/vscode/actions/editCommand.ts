import * as vscode from 'vscode';
import { withoutLinks } from '../messages/errorText.ts';
import { ActionAbortedError } from '../../actions/actionAbortedError.ts';
import { editPrompt } from '../../actions/edit/editPrompt.ts';
import { EditRun } from '../../actions/edit/editRun.ts';
import type { EditRunProgress, EditRunResult } from '../../actions/edit/editRun.ts';
import { replacementOf } from '../../actions/edit/insertion/insertion.ts';
import { withInstructions } from '../../actions/taskInstructions.ts';
import type { ModelTaskPrompt } from '../../actions/modelTask.ts';
import type { ServiceError } from '../../mistral/errors/serviceError.ts';
import { insertionContextAt } from '../chat/apply/insertionContext.ts';
import { documentName } from '../platform/documents.ts';
import { fileOf, pathOf } from '../platform/files.ts';
import type { ActionDependencies } from './actionDependencies.ts';
import { askForInstruction } from './askForInstruction.ts';
import { withCancellableProgress } from './cancellableProgress.ts';
import { codeLocationOf, codeTargetAt } from './codeTarget.ts';
import { showAnswerMessage } from './editAnswerMessage.ts';
import {
  currentEditTarget,
  editTargetOf,
  lineEndOf,
  notEditableReason,
  surroundingLines,
  targetLabel,
  tooLongMessage,
} from './editTarget.ts';
import type { EditTarget } from './editTarget.ts';
import { showWarning } from './errorNotification.ts';
import { refuseIfBlocked } from './refuseIfBlocked.ts';
import { RETRY_NOW_COMMAND, RetryCountdown } from './retryCountdown.ts';

/** How often the seconds until a retry change in the notification, in seconds. */
const ANNOUNCED_EVERY_S = 5;

/**
 * Edit with Instructions: has the model rewrite code and shows the change before it is made. Several edits may run at
 * a time. Each finds its code again after other changes, and becomes outdated if its own code changes.
 */
export class EditCommand {
  readonly #dependencies: ActionDependencies;
  /** The last instruction in this window, offered as the next one. */
  #lastInstruction = '';

  constructor(dependencies: ActionDependencies) {
    this.#dependencies = dependencies;
  }

  /** Asks for an instruction and edits the code at `args` (see `codeLocationOf`); resolves when the user has decided. */
  async run(args: readonly unknown[]): Promise<void> {
    const { t } = vscode.l10n;
    const { clock, permissions } = this.#dependencies;
    const location = await codeLocationOf(args);
    if (!location) {
      showWarning(t('Open a file and place the cursor in the code to edit.'));
      return;
    }
    const target = editTargetOf(await codeTargetAt(location, clock));
    const refused = await notEditableReason(target, permissions);
    if (refused !== undefined) {
      showWarning(refused);
      return;
    }
    const instruction = await askForInstruction(targetLabel(target), this.#lastInstruction);
    if (instruction === undefined) return;
    this.#lastInstruction = instruction;
    const current = await currentEditTarget(target);
    if (current) await this.#edit(current, instruction);
    else showWarning(t('{0} changed in the meantime. Try again.', documentName(target.document)));
  }

  async #edit(target: EditTarget, instruction: string): Promise<void> {
    const editRun = await this.#createRun(target, instruction);
    try {
      for (;;) {
        const result = await this.#runWithProgress(editRun, target);
        if (result === 'complete') break;
        if (result === 'canceled' || !(await this.#shouldResume(result, editRun))) return;
      }
      showAnswerMessage(await editRun.finish(), editRun.text, target.document);
      await editRun.change?.decision;
    } finally {
      // Does nothing once the user has decided.
      editRun.discard();
    }
  }

  async #createRun(target: EditTarget, instruction: string): Promise<EditRun> {
    const { clock, modelTask, instructions: loadInstructions } = this.#dependencies;
    const { preview: loadPreview } = this.#dependencies;
    const { document, range, start, original } = target;
    const { languageId } = document;
    const instructions = await loadInstructions([fileOf(document)]);
    // Read now: once the diff editor is active, the editor's indentation options are no longer available.
    const preview = await loadPreview();
    const context = insertionContextAt(document, range);
    // Includes the line end, so that deleting all lines leaves no empty line behind.
    const lines = original + lineEndOf(target);
    const task = {
      instruction,
      path: pathOf(document),
      languageId,
      code: original,
      lines: { first: range.start.line + 1, last: range.end.line + 1 },
      ...surroundingLines(target),
    };
    return new EditRun({
      clock,
      modelTask,
      original: { code: lines, languageId },
      buildPrompt: (room, partialAnswer) =>
        withInstructions(instructions, room, ({ characters }): ModelTaskPrompt => {
          const prompt = editPrompt({ ...task, partialAnswer }, characters);
          if (!('max' in prompt)) return prompt;
          throw new ActionAbortedError(tooLongMessage(original.length, prompt.max));
        }),
      openPreview: () =>
        preview.showStreaming({ uri: document.uri.toString(), start, original: lines }),
      adapt: (code) => replacementOf(code, lines, context),
    });
  }

  /** Requests the answer, or the rest of it. The user can cancel. */
  async #runWithProgress(editRun: EditRun, { document }: EditTarget): Promise<EditRunResult> {
    const { t } = vscode.l10n;
    const { clock, permissions, retries } = this.#dependencies;
    const title = t('Editing {0}', documentName(document));
    const location = vscode.ProgressLocation.Notification;
    return withCancellableProgress(location, title, (signal, report) => {
      report(t('waiting for the model'));
      const countdown = new RetryCountdown(clock);
      const progress: EditRunProgress = {
        beforeRequest: () => refuseIfBlocked(document, permissions),
        onLines: (lines) => {
          countdown.stop();
          report(t('line {0}', lines));
        },
        onRetry: (_, at, retryNow) => {
          const id = retries.add(() => {
            countdown.stop();
            report(t('waiting for the model'));
            retryNow();
          });
          // VS Code opens links to commands in notifications.
          const link = `[${t('Retry Now')}](command:${RETRY_NOW_COMMAND}?${id})`;
          let isFirst = true;
          const show = (seconds: number) => {
            // A screen reader reads each message.
            if (!isFirst && seconds % ANNOUNCED_EVERY_S > 0) return;
            isFirst = false;
            report(
              seconds > 0
                ? `${t('retrying in {0} s', seconds)} · ${link}`
                : t('waiting for the model'),
            );
          };
          countdown.start(at, show, () => {
            retries.remove(id);
          });
        },
      };
      return editRun.run(signal, progress).finally(() => {
        countdown.stop();
      });
    });
  }

  /** Asks the user whether to continue or to try again. Closing the preview means no. */
  async #shouldResume(
    result: 'truncated' | 'tooLong' | ServiceError,
    editRun: EditRun,
  ): Promise<boolean> {
    if (result === 'tooLong') {
      showWarning(vscode.l10n.t('The answer got too long and was stopped. Try again or rephrase.'));
      return false;
    }
    const resume = result === 'truncated' ? shouldContinue() : this.#dependencies.showError(result);
    const isClosed = editRun.change?.decision.then(() => false);
    return isClosed ? Promise.race([resume, isClosed]) : resume;
  }
}

/** Asks the user whether to request the rest of an answer that reached the length limit. */
async function shouldContinue(): Promise<boolean> {
  const { t } = vscode.l10n;
  const continueButton = t('Continue');
  const message = t(
    'The answer reached the length limit. Continue to complete it before you accept.',
  );
  const chosen = await vscode.window.showWarningMessage(
    withoutLinks(message),
    continueButton,
    t('Discard'),
  );
  return chosen === continueButton;
}
