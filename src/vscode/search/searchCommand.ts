import * as vscode from 'vscode';
import { delay } from '../../base/async.ts';
import type { Clock } from '../../base/clock.ts';
import { oneLine } from '../../base/sanitizeText.ts';
import type { CodebaseSearch, FoundCode } from './codebaseSearch.ts';
import type { IndexCommands } from './indexCommands.ts';

/** Results that are listed. */
const LIMIT = 30;
/** How long after the last keystroke the search begins, in milliseconds: a search by meaning is a request. */
const DEBOUNCE_MS = 400;
/** The maximum length of the line of code below a result, in characters. */
const MAX_DETAIL = 160;

interface Item extends vscode.QuickPickItem {
  readonly found?: FoundCode;
  readonly run?: () => unknown;
}

/** Dependencies of {@link searchCodebase}. */
export interface SearchCommandDependencies {
  readonly clock: Clock;
  readonly search: Pick<CodebaseSearch, 'find'>;
  readonly commands: Pick<IndexCommands, 'isOffered' | 'index'>;
  /** Reports why a search failed. */
  readonly onError: (thrown: unknown) => void;
}

/** Lets the user search the workspace: the place of the active result is shown, and opens when it is accepted. */
export async function searchCodebase({
  clock,
  search,
  commands,
  onError,
}: SearchCommandDependencies): Promise<void> {
  const { t } = vscode.l10n;
  const before = vscode.window.activeTextEditor;
  const place = before && { document: before.document, selection: before.selection };
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = t('Search Codebase');
  pick.placeholder = t('What does the code do? For example: retry a request after a rate limit');
  const previews = new Previews();
  let typed = new AbortController();
  const find = async () => {
    typed.abort();
    typed = new AbortController();
    const { signal } = typed;
    const query = pick.value.trim();
    pick.busy = query !== '';
    if (query === '') {
      pick.items = [];
      return;
    }
    if (!(await delay(clock, DEBOUNCE_MS, signal))) return;
    const result = await search.find(query, LIMIT, signal).catch((thrown: unknown) => {
      onError(thrown);
      return undefined;
    });
    if (signal.aborted) return;
    pick.busy = false;
    if (!result) {
      const label = t('The search failed. Change the text to try again.');
      pick.items = [{ label, alwaysShow: true }];
      return;
    }
    const { found, isByMeaning, isPartial } = result;
    const notes = [
      ...(found.length === 0 ? [{ label: t('Nothing was found.') }] : []),
      ...(isPartial ? [{ label: t('Only part of this large workspace is searched.') }] : []),
    ].map((note) => ({ ...note, alwaysShow: true }));
    const offer: Item = {
      label: `$(sparkle) ${t('Index the codebase to search by meaning as well…')}`,
      alwaysShow: true,
      run: () => commands.index(),
    };
    pick.items = [
      ...found.map(itemOf),
      ...notes,
      ...(!isByMeaning && commands.isOffered ? [offer] : []),
    ];
  };
  const subscriptions = [
    pick.onDidChangeValue(() => void find()),
    pick.onDidChangeActive(([item]) => {
      if (item?.found) previews.show(item.found);
    }),
  ];
  pick.show();
  const accepted = await acceptedItem(pick);
  typed.abort();
  for (const subscription of subscriptions) subscription.dispose();
  pick.dispose();
  await previews.end();
  if (accepted?.found) await show(accepted.found, false);
  else if (place) await vscode.window.showTextDocument(place.document, place);
  await accepted?.run?.();
}

/** The item that the user accepts; undefined if the list is closed otherwise. */
function acceptedItem(pick: vscode.QuickPick<Item>): Promise<Item | undefined> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (!item?.found && !item?.run) return;
      resolve(item);
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
  });
}

function itemOf(found: FoundCode): Item {
  const { path, symbol, firstLine, text } = found;
  const first = text.split('\n').find((line) => line.trim() !== '') ?? '';
  const name = path.slice(path.lastIndexOf('/') + 1);
  return {
    label: oneLine(symbol) || `${name}:${firstLine}`,
    description: `${path}:${firstLine}`,
    detail: oneLine(first).slice(0, MAX_DETAIL),
    // Results by meaning need not contain what was typed.
    alwaysShow: true,
    found,
  };
}

/** Shows the places of active results one at a time, so that a late one does not cover the accepted result. */
class Previews {
  #next: FoundCode | undefined;
  #running: Promise<void> | undefined;

  /** Shows a place as soon as the current one is shown. Only the last of several waiting places is shown. */
  show(found: FoundCode): void {
    this.#next = found;
    this.#running ??= this.#run();
  }

  /** Resolves when nothing more will be shown. */
  async end(): Promise<void> {
    this.#next = undefined;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let next = this.#next; next; next = this.#next) {
      this.#next = undefined;
      await show(next, true);
    }
    this.#running = undefined;
  }
}

async function show({ uri, firstLine, lastLine }: FoundCode, isPreview: boolean): Promise<void> {
  const selection = isPreview
    ? new vscode.Range(firstLine - 1, 0, lastLine, 0)
    : new vscode.Range(firstLine - 1, 0, firstLine - 1, 0);
  try {
    await vscode.window.showTextDocument(uri, {
      selection,
      preview: isPreview,
      preserveFocus: isPreview,
    });
  } catch {
    // The file was deleted in the meantime.
  }
}
