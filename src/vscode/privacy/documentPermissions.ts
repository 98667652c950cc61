import type * as vscode from 'vscode';
import type { CompletionSite } from '../../completion/gate.ts';
import { disabledReasonAt } from '../../completion/gate.ts';
import type { Settings } from '../settings/settings.ts';
import type { SendPermissions } from './sendPermissions.ts';

/** What completions may do with the text of a document. */
export interface DocumentPermission {
  /** Whether it may be sent: only if completions are enabled for it. */
  readonly maySend: boolean;
  /** Whether other open files may be sent with its completions. */
  readonly includesFiles: boolean;
  /** Whether its edits may be tracked and sent with its completions. */
  readonly includesEdits: boolean;
  /** Whether declarations from other files of the workspace may be sent with its completions. */
  readonly includesDefinitions: boolean;
}

/** The part of a completion site that depends on the document only. */
export type DocumentSite = Pick<CompletionSite, 'isEnabled' | 'isLanguageEnabled' | 'blocked'>;

/** A cursor position at which completions are always possible. */
const ANYWHERE = {
  trigger: 'automatic',
  hasSelectionOrCursors: false,
  lastChange: 'typed',
  charBefore: '',
  charAfter: '',
} as const;

const NONE: DocumentPermission = {
  maySend: false,
  includesFiles: false,
  includesEdits: false,
  includesDefinitions: false,
};

/**
 * Combines the send policy with the completion settings. It is asked at every keystroke and settings are slow to read, so
 * results are cached until something changes.
 */
export class DocumentPermissions {
  readonly #settings: Settings;
  readonly #permissions: SendPermissions;
  #sites = new WeakMap<vscode.TextDocument, DocumentSite>();
  #known = new WeakMap<vscode.TextDocument, DocumentPermission>();

  constructor(settings: Settings, permissions: SendPermissions) {
    this.#settings = settings;
    this.#permissions = permissions;
  }

  /** What decides whether completions are possible in a document. */
  siteOf(document: vscode.TextDocument): DocumentSite {
    let site = this.#sites.get(document);
    if (!site) {
      site = {
        isEnabled: this.#settings.isCompletionOn(document),
        isLanguageEnabled: this.#settings.isLanguageOn(document.languageId, document),
        blocked: this.#permissions.blockedReasonOf(document),
      };
      // A file system may be registered later.
      if (site.blocked !== 'scheme') this.#sites.set(document, site);
    }
    return site;
  }

  /** The permission of a document. */
  permission(document: vscode.TextDocument): DocumentPermission {
    let permission = this.#known.get(document);
    if (!permission) {
      permission =
        disabledReasonAt({ ...this.siteOf(document), ...ANYWHERE }) === undefined
          ? {
              maySend: true,
              includesFiles: this.#settings.isContextOn('openFiles', document),
              includesEdits: this.#settings.isContextOn('recentEdits', document),
              includesDefinitions: this.#settings.isContextOn('definitions', document),
            }
          : NONE;
      if (this.#sites.has(document)) this.#known.set(document, permission);
    }
    return permission;
  }

  /** Whether the document could be sent at the last check. */
  couldBeSent(document: vscode.TextDocument): boolean {
    const site = this.#sites.get(document);
    return site !== undefined && site.blocked === undefined;
  }

  /** Resolves when it is known whether the document may be sent. */
  async whenResolved(document: vscode.TextDocument): Promise<void> {
    if (this.siteOf(document).blocked !== 'unresolved') return;
    await this.#permissions.whenResolved(document);
    this.forget(document);
  }

  /** Forgets what is known of a document, such as one that was reopened in another language. */
  forget(document: vscode.TextDocument): void {
    this.#sites.delete(document);
    this.#known.delete(document);
  }

  /** Forgets what is known of all documents: a setting, a file or the workspace folders changed. */
  forgetAll(): void {
    this.#sites = new WeakMap();
    this.#known = new WeakMap();
  }
}
