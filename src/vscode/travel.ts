import type * as vscode from 'vscode';
import type { Place } from '../completion/gate.ts';
import { refusalAt } from '../completion/gate.ts';
import type { Exclusions } from './exclusions.ts';
import { fileOf, isReadOnly, pathOf } from './files.ts';
import type { Settings } from './settings.ts';

/** What may be done with a document's text. */
export interface Permission {
  /** Whether it may be gathered and sent at all: only where completions are allowed. */
  readonly isOpen: boolean;
  /** Whether other open files may travel with its completions. */
  readonly takesFiles: boolean;
  /** Whether its edits may be followed, and travel with its completions. */
  readonly takesEdits: boolean;
}

/** What of a place is the document's, and not the cursor's. */
export type DocumentPlace = Pick<
  Place,
  'isEnabled' | 'isLanguageEnabled' | 'scheme' | 'isReadOnly' | 'isExcluded'
>;

/** Where the cursor hinders nothing. */
const ANYWHERE = {
  trigger: 'automatic',
  isSelecting: false,
  lastChange: 'typed',
  left: '',
  right: '',
} as const;

const NONE: Permission = { isOpen: false, takesFiles: false, takesEdits: false };

/** Says what may travel. Reading settings is slow, and this is asked with each key: answers hold until something changes. */
export class Travel {
  readonly #settings: Settings;
  readonly #exclusions: Exclusions;
  #places = new WeakMap<vscode.TextDocument, DocumentPlace>();
  #permissions = new WeakMap<vscode.TextDocument, Permission>();

  constructor(settings: Settings, exclusions: Exclusions) {
    this.#settings = settings;
    this.#exclusions = exclusions;
  }

  /** What decides whether there are completions in a document. */
  place(document: vscode.TextDocument): DocumentPlace {
    let place = this.#places.get(document);
    if (!place) {
      place = {
        isEnabled: this.#settings.isCompletionOn(document),
        isLanguageEnabled: this.#settings.isLanguageOn(document.languageId, document),
        scheme: fileOf(document).scheme,
        isReadOnly: isReadOnly(document),
        isExcluded: this.#exclusions.has(pathOf(document)),
      };
      this.#places.set(document, place);
    }
    return place;
  }

  /** What may be done with a document. */
  permission(document: vscode.TextDocument): Permission {
    let permission = this.#permissions.get(document);
    if (!permission) {
      permission =
        refusalAt({ ...this.place(document), ...ANYWHERE }) === undefined
          ? {
              isOpen: true,
              takesFiles: this.#settings.isContextOn('openFiles', document),
              takesEdits: this.#settings.isContextOn('recentEdits', document),
            }
          : NONE;
      this.#permissions.set(document, permission);
    }
    return permission;
  }

  /** A document was opened anew, maybe in another language. */
  reopened(document: vscode.TextDocument): void {
    this.#places.delete(document);
    this.#permissions.delete(document);
  }

  /** A setting or the workspace's folders changed. */
  changed(): void {
    this.#exclusions.changed();
    this.#places = new WeakMap();
    this.#permissions = new WeakMap();
  }
}
