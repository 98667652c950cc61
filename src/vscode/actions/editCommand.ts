import * as vscode from 'vscode';
import type { ActionQuestion } from '../../chat/action.ts';
import { editQuestion } from '../../chat/prompts/edit.ts';
import { replacementOf } from '../../code/insertion.ts';
import { ServiceError } from '../../mistral/errors.ts';
import { nameOf } from '../changeable.ts';
import { gapAround } from '../chat/gap.ts';
import { pathOf } from '../files.ts';
import type { ActionTools } from './actionParts.ts';
import { tellWhatWasSaid } from './editOutcome.ts';
import { around, lineEndOf, placeNow, placeOf, whyNotEditable } from './editPlace.ts';
import { wordsForPlace, wordsForTooLong } from './editPlace.ts';
import type { EditPlace } from './editPlace.ts';
import { askForInstruction } from './instruction.ts';
import { Rewrite } from './rewrite.ts';
import type { RewriteEnd } from './rewrite.ts';
import { spotOf, subjectAt } from './subject.ts';

/**
 * Edit with Instructions: has the model rewrite code, and shows the change before it is made. Any number of them
 * may run: each finds its own code again, and the one whose code another has changed is outdated.
 */
export class EditCommand {
  readonly #tools: ActionTools;
  /** What was last asked for in this window. */
  #last = '';

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Asks for instructions, and rewrites what is at the place (see `spotOf`); resolves when the user has decided. */
  async run(args: readonly unknown[]): Promise<void> {
    const { t } = vscode.l10n;
    const spot = await spotOf(args);
    if (!spot) {
      tell(t('Open the file that holds the code, and put the cursor there.'));
      return;
    }
    const place = placeOf(await subjectAt(spot, this.#tools.clock));
    const why = await whyNotEditable(place, this.#tools.exclusions);
    if (why !== undefined) {
      tell(why);
      return;
    }
    const instruction = await askForInstruction(wordsForPlace(place), this.#last);
    if (instruction === undefined) return;
    this.#last = instruction;
    const now = await placeNow(place);
    if (now) await this.#rewrite(now, instruction);
    else tell(t('The code in {0} has changed meanwhile. Try again.', nameOf(place.document)));
  }

  async #rewrite(place: EditPlace, instruction: string): Promise<void> {
    const rewrite = await this.#begin(place, instruction);
    for (;;) {
      const end = await this.#asked(rewrite, place);
      if (end === 'done') break;
      if (end === 'over' || !(await this.#goesOn(end, rewrite))) {
        rewrite.withdraw();
        return;
      }
    }
    const said = await rewrite.finish();
    tellWhatWasSaid(said, rewrite.text, place.document);
    await rewrite.change?.verdict;
  }

  async #begin(place: EditPlace, instruction: string): Promise<Rewrite> {
    const { clock, action, preview: load } = this.#tools;
    const { document, range, start, original } = place;
    // All of it is at hand when the first piece comes; the diff is then in front, and hides the editor's options.
    const preview = await load();
    const gap = gapAround(document, range);
    // Lines that are all to go leave no empty one behind.
    const lines = original + lineEndOf(place);
    const task = {
      ...{ instruction, path: pathOf(document), languageId: document.languageId, code: original },
      ...{ lines: { first: range.start.line + 1, last: range.end.line + 1 }, ...around(place) },
    };
    return new Rewrite({
      ...{ clock, action, old: { code: lines, languageId: document.languageId } },
      question: ({ characters }, begun) =>
        fitting(editQuestion({ ...task, begun }, characters), original),
      begin: () => preview.begin({ uri: document.uri.toString(), start, original: lines }),
      fit: (code) => replacementOf(code, lines, gap),
    });
  }

  /** Asks for the answer, or for the rest of it, in view of the user, who can cancel it. */
  async #asked(rewrite: Rewrite, { document }: EditPlace): Promise<RewriteEnd> {
    const { t } = vscode.l10n;
    const title = t('Editing {0}', nameOf(document));
    const location = vscode.ProgressLocation.Notification;
    return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      const report = (message: string): void => {
        progress.report({ message });
      };
      report(t('waiting for the model'));
      return rewrite.ask(controller.signal, {
        wrote: (lines) => {
          report(t('line {0}', lines));
        },
        retrying: (_, at) => {
          const seconds = Math.ceil((at - this.#tools.clock.now()) / 1_000);
          report(t('it is asked again in {0} s', Math.max(1, seconds)));
        },
      });
    });
  }

  /** Whether to ask for the rest, or again: as the user says, who says no by closing the preview, too. */
  async #goesOn(end: 'cut' | 'endless' | ServiceError, rewrite: Rewrite): Promise<boolean> {
    if (end === 'endless') {
      tell(
        vscode.l10n.t(
          'The answer went on and on, and was given up. Try again, or say it in other words.',
        ),
      );
      return false;
    }
    const goesOn = end === 'cut' ? continues() : this.#triesAgain(end);
    const isClosed = rewrite.change?.verdict.then(() => false);
    return isClosed ? Promise.race([goesOn, isClosed]) : goesOn;
  }

  async #triesAgain(error: ServiceError): Promise<boolean> {
    if (!(error instanceof TooLong)) return this.#tools.failed(error);
    tell(wordsForTooLong(error.characters, error.most));
    return false;
  }
}

/** The code, the question and the answer do not fit into the model's window. */
class TooLong extends ServiceError {
  constructor(
    readonly characters: number,
    readonly most: number,
  ) {
    super('contextTooLong', 'mistral');
  }
}

function fitting(made: ReturnType<typeof editQuestion>, { length }: string): ActionQuestion {
  if ('most' in made) throw new TooLong(length, made.most);
  return made;
}

/** The answer is longer than the service lets it be. */
async function continues(): Promise<boolean> {
  const { t } = vscode.l10n;
  const goOn = t('Continue');
  const words = t('The answer was cut, as it is too long; what is there cannot be accepted yet.');
  return (await vscode.window.showWarningMessage(words, goOn, t('Discard'))) === goOn;
}

function tell(words: string): void {
  void vscode.window.showWarningMessage(words);
}
