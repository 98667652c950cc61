import * as vscode from 'vscode';
import { delay } from '../../../base/async.ts';
import type { Clock } from '../../../base/clock.ts';
import { Emitter } from '../../../base/emitter.ts';
import { attachmentLabel, makeTextAttachment } from '../../../chat/context/textAttachment.ts';
import type { Attachment, TextAttachment } from '../../../chat/session/conversation.ts';
import type { AttachmentsWithCode } from '../../../chat/session/messageSender.ts';
import { pathAt } from '../../platform/files.ts';
import type { LoadCodebaseSearch } from '../tools/searchCodebaseTool.ts';

/** The ID of the mention `@codebase`. */
export const CODEBASE_ID = 'codebase';
/** The name of the mention, the same in all languages. */
const MENTION = `@${CODEBASE_ID}`;
/** Sections of code that are attached to a question. */
const MAX_SECTIONS = 10;
/** How long a question waits for the search, in milliseconds; the first one in a large workspace reads all files. */
const MAX_WAIT_MS = 60_000;

/** Dependencies of {@link CodebaseAttachments}. */
export interface CodebaseAttachmentsDependencies {
  readonly clock: Clock;
  readonly codebase: LoadCodebaseSearch;
  /** Creates an attachment ID. */
  readonly newId: () => string;
}

/** `@codebase`: a placeholder in the message box, replaced by the best code for the question when it is sent. */
export class CodebaseAttachments {
  readonly #onDidChange = new Emitter();
  /** Fires when a search begins or ends. */
  readonly onDidChange = this.#onDidChange.event;
  readonly #dependencies: CodebaseAttachmentsDependencies;
  /** Stops the search for the question that is being prepared. */
  #stopping: AbortController | undefined;

  constructor(dependencies: CodebaseAttachmentsDependencies) {
    this.#dependencies = dependencies;
  }

  /** The placeholder. */
  placeholder(): TextAttachment {
    const id = this.#dependencies.newId();
    return makeTextAttachment({ kind: 'codebase', id, label: MENTION, text: '' });
  }

  /** Whether a question waits for a search. */
  get isSearching(): boolean {
    return this.#stopping !== undefined;
  }

  /** Stops the search, so that the question is not sent. */
  stop(): void {
    this.#stopping?.abort();
  }

  /**
   * The attachments of a question with the found code in place of the placeholder, and what the user should know about
   * the search; undefined if the user stopped it. Never rejects: without results, the question is sent without code.
   */
  async resolve(
    message: string,
    attachments: readonly Attachment[],
  ): Promise<AttachmentsWithCode | undefined> {
    const isAsked = attachments.some(isPlaceholder) || /(?:^|\s)@codebase(?:\s|$)/.test(message);
    if (!isAsked) return { attachments };
    const others = attachments.filter((each) => !isPlaceholder(each));
    const query = message
      .replace(/^\/[\w-]+/, '')
      .replaceAll(MENTION, ' ')
      .trim();
    if (query === '') return { attachments: others, remark: 'noWords' };
    const ended = new AbortController();
    const late = delay(this.#dependencies.clock, MAX_WAIT_MS, ended.signal).then(() => {
      ended.abort();
    });
    const stopping = new AbortController();
    this.#stopping = stopping;
    this.#onDidChange.fire();
    const signal = AbortSignal.any([ended.signal, stopping.signal]);
    try {
      const { found, isPartial } = await this.#search(query, signal);
      if (stopping.signal.aborted) return undefined;
      const isLate = ended.signal.aborted;
      const remark = isPartial ? 'partial' : undefined;
      if (found.length > 0) return { attachments: [...others, ...found], remark };
      return { attachments: others, remark: isLate ? 'tooSlow' : 'nothingFound' };
    } catch {
      return stopping.signal.aborted ? undefined : { attachments: others, remark: 'failed' };
    } finally {
      // Another question may have begun a search.
      if (this.#stopping === stopping) this.#stopping = undefined;
      this.#onDidChange.fire();
      ended.abort();
      await late;
    }
  }

  /** The best code for a query as attachments. */
  async #search(query: string, signal: AbortSignal) {
    const search = await this.#dependencies.codebase();
    const { found, isPartial } = await search.find(query, MAX_SECTIONS, signal);
    const code = found.map(({ uri, symbol, firstLine, lastLine, text, languageId }) => {
      const lines = { first: firstLine, last: lastLine };
      const path = pathAt(uri);
      const name = uri.toString();
      return makeTextAttachment({
        kind: 'codebase',
        id: this.#dependencies.newId(),
        label: attachmentLabel(path, lines),
        path,
        uri: name,
        sources: [name],
        lines,
        symbol,
        languageId,
        text,
      });
    });
    return { found: code, isPartial };
  }
}

/** The mention `@codebase`; undefined without a folder. */
export function codebaseMention():
  | { readonly id: string; readonly label: string; readonly detail: string }
  | undefined {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) return undefined;
  const detail = vscode.l10n.t('Code related to your question');
  return { id: CODEBASE_ID, label: CODEBASE_ID, detail };
}

function isPlaceholder(attachment: Attachment): boolean {
  return attachment.kind === 'codebase' && attachment.uri === undefined;
}
