import * as vscode from 'vscode';
import type { ActionRoom } from '../../chat/action.ts';
import { namesQuestion } from '../../chat/prompts/names.ts';
import type { NamePlace } from '../../chat/prompts/names.ts';
import { readNames } from '../../code/names.ts';
import type { NameWanted, SuggestedName } from '../../code/names.ts';
import { partsOf, styleOf } from '../../code/nameStyle.ts';
import { ServiceError } from '../../mistral/errors.ts';
import { whyNotChangeable } from '../changeable.ts';
import { closedAt, wordsForClosed } from '../chat/permission.ts';
import { fileOf } from '../files.ts';
import type { ActionTools } from './actionParts.ts';
import { NamePick } from './namePick.ts';
import type { FollowedName } from './renaming.ts';
import { renamableAt } from './renaming.ts';
import { spotOf, subjectAt } from './subject.ts';

/** Lines on each side of a name that may say what it is for. */
const MOST_LINES = 200;
/** Five names are a tenth of this; what is longer is no answer. In characters. */
const LONGEST_ANSWER = 20_000;

/** How a list of names was left. */
type Outcome =
  { readonly chosen: string | undefined } | { readonly failed: ServiceError } | 'nothing';

/** Suggest a Better Name: offers names for the symbol at the cursor, and has VS Code rename it. */
export class NameSuggestions {
  readonly #tools: ActionTools;

  constructor(tools: ActionTools) {
    this.#tools = tools;
  }

  /** Suggests names for the symbol at a place (see `spotOf`). */
  async suggest(args: readonly unknown[]): Promise<void> {
    const { t } = vscode.l10n;
    const { clock } = this.#tools;
    const spot = await spotOf(args);
    if (!spot) {
      tell(t('Open a file, and put the cursor on a name.'));
      return;
    }
    const refused = await this.#whyNot(spot.document);
    const found = refused === undefined ? await renamableAt(spot, clock) : { refused };
    if ('refused' in found) {
      tell(found.refused);
      return;
    }
    try {
      await this.#rename(found.name);
    } finally {
      found.name.dispose();
    }
  }

  /** Why nothing of a document may be sent or changed, for people. */
  async #whyNot(document: vscode.TextDocument): Promise<string | undefined> {
    const uri = fileOf(document);
    const closed = closedAt(uri, this.#tools.exclusions);
    return closed ? wordsForClosed(closed, uri) : whyNotChangeable(document);
  }

  async #rename(name: FollowedName): Promise<void> {
    const outcome = await this.#offer(name);
    if (await this.#isAskedAgain(outcome)) return this.#rename(name);
    const to = typeof outcome === 'object' && 'chosen' in outcome ? outcome.chosen : undefined;
    if (to === undefined) return;
    const title = vscode.l10n.t('Renaming {0} to {1}…', name.text, to);
    const location = vscode.ProgressLocation.Notification;
    const options = { location, title, cancellable: true };
    const why = await vscode.window.withProgress(options, (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => {
        controller.abort();
      });
      return name.rename(to, controller.signal);
    });
    if (why !== undefined) tell(why);
  }

  async #isAskedAgain(outcome: Outcome): Promise<boolean> {
    const { t } = vscode.l10n;
    if (outcome === 'nothing') {
      const again = t('Try Again');
      return (
        again ===
        (await vscode.window.showWarningMessage(t('The model suggested no usable name.'), again))
      );
    }
    return 'failed' in outcome && this.#tools.failed(outcome.failed);
  }

  /** Shows names as they come, until one is chosen. Closing the list ends the asking. */
  async #offer(name: FollowedName): Promise<Outcome> {
    const pick = new NamePick(name.text);
    const asking = new AbortController();
    const isLeft = pick.chosen.then((chosen): Outcome => {
      asking.abort();
      return { chosen };
    });
    try {
      const asked = this.#ask(name, pick, asking.signal);
      return (await Promise.race([isLeft, asked])) ?? (await isLeft);
    } finally {
      pick.dispose();
    }
  }

  /** Fills the list; resolves to what is wrong, if something is. */
  async #ask(
    name: FollowedName,
    pick: NamePick,
    signal: AbortSignal,
  ): Promise<Outcome | undefined> {
    const { document, text: old } = name;
    const { action, clock } = this.#tools;
    try {
      const place = await this.#placeOf(name);
      if (!place) return { chosen: undefined };
      const text = document.getText();
      const wanted = { old, languageId: document.languageId, style: place.style, text };
      let answer = '';
      let names: readonly SuggestedName[] = [];
      const make = ({ characters }: ActionRoom) => namesQuestion(place, characters);
      const retrying = (_: ServiceError, at: number): void => {
        const seconds = Math.ceil(Math.max(0, at - clock.now()) / 1_000);
        pick.wait(vscode.l10n.t('The service is busy. Asking again in {0} s.', seconds));
      };
      for await (const piece of action.ask(make, signal, { retrying })) {
        if ('text' in piece) answer += piece.text;
        if (answer.length > LONGEST_ANSWER) break;
        // Only what ends something can bring a name.
        if ('text' in piece && !/[}\]]/.test(piece.text)) continue;
        names = readNames(answer, wanted);
        pick.grow(names);
      }
      if (names.length === 0) return 'nothing';
      pick.complete(names);
      return undefined;
    } catch (error) {
      if (error instanceof ServiceError) return { failed: error };
      throw error;
    }
  }

  /** The name with the code around it; undefined if it is gone. */
  async #placeOf(name: FollowedName): Promise<(NamePlace & Pick<NameWanted, 'style'>) | undefined> {
    const { document, text } = name;
    const before = name.position();
    if (!before) return undefined;
    const spot = { document, range: new vscode.Range(before, before) };
    const { range } = await subjectAt(spot, this.#tools.clock);
    const at = name.position();
    if (!at) return undefined;
    const { line, character } = at;
    const first = Math.min(line, Math.max(range.start.line, line - MOST_LINES));
    const last = Math.max(line, Math.min(range.end.line, line + MOST_LINES));
    const lines = Array.from(
      { length: last - first + 1 },
      (_, index) => document.lineAt(first + index).text,
    );
    const core = partsOf(text)?.core ?? text;
    return {
      ...{ name: text, languageId: document.languageId, lines, line: line - first, character },
      style: styleOf(core, document.languageId, lines.join('\n')),
      locale: vscode.env.language,
    };
  }
}

function tell(words: string): void {
  void vscode.window.showWarningMessage(words);
}
