import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../../base/clock.ts';
import { delay } from '../../../base/async.ts';
import { TimeSlice } from '../../../base/yielding.ts';
import { DocumentCache } from '../../../chat/documents/documentCache.ts';
import { DocumentReader } from '../../../chat/documents/documentReader.ts';
import type { LoadedDocument } from '../../../chat/documents/documentReader.ts';
import { inspectDocument } from '../../../chat/documents/inspectDocument.ts';
import type { MistralClient } from '../../../mistral/client.ts';
import { MAX_DOCUMENT_BYTES } from '../../../mistral/documents/documentLimits.ts';
import { DocumentRequester } from '../../../mistral/documents/documentRequester.ts';
import { OCR_MODEL } from '../../../mistral/documents/ocr.ts';
import type { RateLimiter } from '../../../mistral/limits/rateLimiter.ts';
import type { Price } from '../../../mistral/models/prices.ts';
import type { ServiceName } from '../../../mistral/serviceName.ts';
import type { ServiceRouter } from '../../../mistral/serviceRouter.ts';
import { pathAt } from '../../platform/files.ts';
import { blockedMessage } from '../../privacy/blockedMessage.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { DiskFiles } from '../../storage/diskFiles.ts';
import { documentErrorText } from './documentTexts.ts';
import { NODE_CIPHERS } from './nodeCiphers.ts';

/** The folder of the extension's storage with the pages that were read. */
const CACHE_FOLDER = 'documents';
/** How much is hashed at once, in bytes. */
const HASH_STEP = 1_000_000;

/** Dependencies of {@link DocumentLibrary}. */
export interface DocumentLibraryDependencies {
  readonly clock: Clock;
  readonly services: ServiceRouter;
  readonly client: Pick<MistralClient, 'readDocument'>;
  readonly limits: RateLimiter;
  readonly permissions: Pick<SendPermissions, 'check'>;
  readonly price: (model: string, service: ServiceName) => Price | undefined;
  /** The extension's storage. */
  readonly storage: vscode.Uri;
}

/** Documents that the service can read: loads their files, and knows what reading them costs. */
export class DocumentLibrary {
  readonly reader: DocumentReader;
  readonly #dependencies: DocumentLibraryDependencies;

  constructor(dependencies: DocumentLibraryDependencies) {
    this.#dependencies = dependencies;
    const folder = vscode.Uri.joinPath(dependencies.storage, CACHE_FOLDER);
    const requester = new DocumentRequester(dependencies);
    this.reader = new DocumentReader(
      new DocumentCache(new DiskFiles(folder.fsPath)),
      (request, signal) => requester.read(request, signal),
    );
  }

  /** Loads a document. Resolves to a localized reason if it can't be read. Sends nothing; never rejects. */
  async load(uri: vscode.Uri): Promise<LoadedDocument | { readonly refused: string }> {
    const { permissions } = this.#dependencies;
    const blocked = await permissions.check(uri);
    if (blocked) return { refused: blockedMessage(blocked, uri) };
    const path = pathAt(uri);
    try {
      const { size, type } = await vscode.workspace.fs.stat(uri);
      if (type & vscode.FileType.Directory)
        return { refused: documentErrorText('notADocument', path) };
      if (size > MAX_DOCUMENT_BYTES) return { refused: documentErrorText('tooLarge', path) };
      const bytes = await vscode.workspace.fs.readFile(uri);
      // A symbolic link may have changed during the read.
      const blockedNow = await permissions.check(uri);
      if (blockedNow) return { refused: blockedMessage(blockedNow, uri) };
      const slice = this.#slice();
      const facts = await inspectDocument(bytes, { slice, ciphers: NODE_CIPHERS });
      if (typeof facts === 'string') return { refused: documentErrorText(facts, path) };
      return await this.reader.withKnownPageCount({
        ...facts,
        bytes,
        hash: await hashOf(bytes, slice),
      });
    } catch {
      return { refused: vscode.l10n.t('{0} can’t be read.', path) };
    }
  }

  /** The price of reading pages, in US dollars; undefined if unknown. */
  costOf(pages: number): number | undefined {
    const price = this.#dependencies.price(OCR_MODEL, 'mistral')?.thousandPages;
    return price === undefined ? undefined : (pages * price) / 1000;
  }

  /** Whether the service that reads documents is available. */
  async isServiceAvailable(): Promise<boolean> {
    return !('unavailable' in (await this.#dependencies.services.refresh('mistral')));
  }

  #slice(): TimeSlice {
    const { clock } = this.#dependencies;
    return new TimeSlice(clock, async () => {
      await delay(clock, 1, new AbortController().signal);
    });
  }
}

/** The SHA-256 hash in hexadecimal. Computed in steps: a document of 50 MB would block the extension host. */
async function hashOf(bytes: Uint8Array, slice: TimeSlice): Promise<string> {
  const hash = createHash('sha256');
  for (let from = 0; from < bytes.length; from += HASH_STEP) {
    hash.update(bytes.subarray(from, from + HASH_STEP));
    await slice.yieldIfDue();
  }
  return hash.digest('hex');
}
