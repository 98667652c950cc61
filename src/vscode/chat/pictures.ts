import * as vscode from 'vscode';
import type { Archive } from '../../chat/archive/archive.ts';
import { toArchiveFault } from '../../chat/archive/fault.ts';
import { imageFault, LARGEST_IMAGE, mediaTypeOf, MOST_IMAGES } from '../../chat/context/images.ts';
import type { ImageFault } from '../../chat/context/images.ts';
import type { ImageAttachment } from '../../chat/conversation.ts';
import type { Exclusions } from '../exclusions.ts';
import { closedAt, wordsForClosed } from './permission.ts';

/** A picture that is attached, or why it is not. Localised. */
export type Picture = ImageAttachment | { readonly refused: string };

/** What pictures take. */
export interface PicturesPorts {
  readonly archive: Pick<Archive, 'putImage'>;
  readonly exclusions: Exclusions;
  readonly newId: () => string;
}

/** Whether a file is a picture by its name. */
export function isPicture({ path }: vscode.Uri): boolean {
  return /\.(png|jpe?g|gif|webp)$/i.test(path);
}

/** Takes pictures in: what they are is said by their bytes, which are kept in the archive. */
export class Pictures {
  readonly #ports: PicturesPorts;

  constructor(ports: PicturesPorts) {
    this.#ports = ports;
  }

  /** A file's picture, for a chat whose draft has `count` of them. */
  async read(chat: string, uri: vscode.Uri, count: number): Promise<Picture> {
    const closed = closedAt(uri, this.#ports.exclusions);
    if (closed) return { refused: wordsForClosed(closed, uri) };
    const label = uri.path.split('/').at(-1) ?? '';
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > LARGEST_IMAGE) return { refused: wordsFor('tooLarge', label) };
      return await this.keep(chat, label, await vscode.workspace.fs.readFile(uri), count);
    } catch {
      return { refused: vscode.l10n.t('{0} cannot be read.', label) };
    }
  }

  /** A picture's bytes, for a chat whose draft has `count` of them. */
  async keep(chat: string, label: string, bytes: Uint8Array, count: number): Promise<Picture> {
    const mediaType = mediaTypeOf(bytes);
    if (!mediaType) return { refused: wordsFor('notAnImage', label) };
    const facts = { head: bytes, mediaType, bytes: bytes.length, attached: count };
    const fault = imageFault(facts);
    if (fault) return { refused: wordsFor(fault, label) };
    try {
      const file = await this.#ports.archive.putImage(chat, bytes, mediaType);
      const id = this.#ports.newId();
      return { kind: 'image', id, label, mediaType, bytes: bytes.length, file };
    } catch (error) {
      const { kind } = toArchiveFault(error);
      return { refused: vscode.l10n.t('{0} could not be kept ({1}).', label, kind) };
    }
  }
}

function wordsFor(fault: ImageFault, label: string): string {
  const { t } = vscode.l10n;
  switch (fault) {
    case 'tooMany':
      return t('At most {0} images travel with a question.', MOST_IMAGES);
    case 'tooLarge':
      return t('{0} is larger than {1} MB.', label, LARGEST_IMAGE / 1_000_000);
    case 'notAnImage':
      return t('{0} is no PNG, JPEG, GIF or WebP image.', label);
  }
}
