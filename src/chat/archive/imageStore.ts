import type { Conversation, Draft, ImageAttachment } from '../session/conversation.ts';
import type { AtomicFiles } from './atomicFiles.ts';
import { imageFile, pathIn, isImageFile, numberOfImage, chatIdOf } from './archiveFileNames.ts';

/** The folder of the images, within the archive. The panel loads them from there. */
export const IMAGES_FOLDER = 'images';

/** The images of chats, each in a separate file. */
export class ImageStore {
  readonly #files: AtomicFiles;

  constructor(files: AtomicFiles) {
    this.#files = files;
  }

  /**
   * Stores an image for a chat; resolves to the file name for its attachment. `check` rejects once another window
   * writes the chat, since numbers are based on the existing files.
   */
  async put(
    id: string,
    bytes: Uint8Array,
    mediaType: ImageAttachment['mediaType'],
    check: () => Promise<void>,
  ): Promise<string> {
    const numbers = (await this.#of(id)).map(numberOfImage);
    const name = imageFile(id, Math.max(-1, ...numbers) + 1, mediaType);
    await this.#files.writeAtomic(pathIn(IMAGES_FOLDER, name), bytes, 'machine', check);
    return name;
  }

  /** The bytes of an image; undefined if it no longer exists or the name is invalid. */
  async read(name: string): Promise<Uint8Array | undefined> {
    return isImageFile(name) ? this.#files.read(pathIn(IMAGES_FOLDER, name)) : undefined;
  }

  /** The names of a chat's images that neither a turn nor the draft uses. */
  async unused(conversation: Conversation, draft: Draft): Promise<string[]> {
    const questions = conversation.turns.filter((turn) => turn.role === 'user');
    const used = new Set(
      [draft, ...questions].flatMap(({ attachments }) =>
        attachments.map((attachment) => (attachment.kind === 'image' ? attachment.file : '')),
      ),
    );
    return (await this.#of(conversation.id)).filter((name) => !used.has(name));
  }

  /** Deletes images by their names. */
  async remove(names: readonly string[]): Promise<void> {
    for (const name of names) await this.#files.remove(pathIn(IMAGES_FOLDER, name));
  }

  async #of(id: string): Promise<string[]> {
    const names = await this.#files.names(IMAGES_FOLDER);
    return names.filter((name) => chatIdOf(name) === id && isImageFile(name));
  }
}
