import * as vscode from 'vscode';
import type { ChatArchive } from '../../../chat/archive/chatArchive.ts';
import { toStorageError } from '../../../chat/archive/storageError.ts';
import {
  imageError,
  MAX_IMAGE_BYTES,
  mediaTypeOf,
  MAX_IMAGES,
} from '../../../chat/context/imageLimits.ts';
import type { ImageError } from '../../../chat/context/imageLimits.ts';
import type { ImageAttachment } from '../../../chat/session/conversation.ts';
import type { SendPermissions } from '../../privacy/sendPermissions.ts';
import { blockedMessage } from '../../privacy/blockedMessage.ts';
import { baseName } from '../../../base/baseName.ts';

/** An attached image, or a localized reason why it was not attached. */
export type ImageResult = ImageAttachment | { readonly refused: string };

/** Dependencies of {@link ImageAttachments}. */
export interface ImageAttachmentsDependencies {
  readonly archive: Pick<ChatArchive, 'putImage'>;
  readonly permissions: SendPermissions;
  readonly newId: () => string;
}

/** Whether a file name has an image extension. */
export function isImagePath({ path }: vscode.Uri): boolean {
  return /\.(png|jpe?g|gif|webp)$/i.test(path);
}

/** Attaches images. Their bytes, not their names, decide their type; the archive stores them. */
export class ImageAttachments {
  readonly #dependencies: ImageAttachmentsDependencies;

  constructor(dependencies: ImageAttachmentsDependencies) {
    this.#dependencies = dependencies;
  }

  /** Attaches an image file to a chat whose draft has `count` images. */
  async read(chatId: string, uri: vscode.Uri, count: number): Promise<ImageResult> {
    const blocked = await this.#dependencies.permissions.check(uri);
    if (blocked) return { refused: blockedMessage(blocked, uri) };
    const label = baseName(uri.path);
    try {
      const { size } = await vscode.workspace.fs.stat(uri);
      if (size > MAX_IMAGE_BYTES) return { refused: imageErrorMessage('tooLarge', label) };
      const bytes = await vscode.workspace.fs.readFile(uri);
      const image = await this.addBytes(chatId, label, bytes, count);
      return 'refused' in image
        ? image
        : { ...image, uri: uri.toString(), sources: [uri.toString()] };
    } catch {
      return { refused: vscode.l10n.t('{0} can’t be read.', label) };
    }
  }

  /** Attaches image data to a chat whose draft has `count` images. */
  async addBytes(
    chat: string,
    label: string,
    bytes: Uint8Array,
    count: number,
  ): Promise<ImageResult> {
    const mediaType = mediaTypeOf(bytes);
    if (!mediaType) return { refused: imageErrorMessage('notAnImage', label) };
    const facts = { head: bytes, mediaType, bytes: bytes.length, attached: count };
    const error = imageError(facts);
    if (error) return { refused: imageErrorMessage(error, label) };
    try {
      const file = await this.#dependencies.archive.putImage(chat, bytes, mediaType);
      const id = this.#dependencies.newId();
      return { kind: 'image', id, label, mediaType, bytes: bytes.length, file };
    } catch (error) {
      const { kind } = toStorageError(error);
      return { refused: vscode.l10n.t('{0} couldn’t be saved ({1}).', label, kind) };
    }
  }
}

function imageErrorMessage(error: ImageError, label: string): string {
  const { t } = vscode.l10n;
  switch (error) {
    case 'tooMany':
      return t('A message can contain up to {0} images.', MAX_IMAGES);
    case 'tooLarge':
      return t('{0} is larger than {1} MB.', label, MAX_IMAGE_BYTES / 1_000_000);
    case 'notAnImage':
      return t('{0} isn’t a PNG, JPEG, GIF, or WebP image.', label);
  }
}
