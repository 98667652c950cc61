import type { Conversation, Draft, ImageAttachment } from '../conversation.ts';
import type { ArchiveFiles } from './files.ts';
import { imageFile, inside, isImageFile, numberOfImage, ownerOf } from './names.ts';

/** Where they are, in the folder of the chats: the panel shows them from there. */
export const IMAGES_FOLDER = 'images';

/** The pictures of chats, each in a file of its own. */
export class Images {
  readonly #files: ArchiveFiles;

  constructor(files: ArchiveFiles) {
    this.#files = files;
  }

  /** Keeps a picture for a chat; resolves to the name for its attachment. */
  async put(
    id: string,
    bytes: Uint8Array,
    mediaType: ImageAttachment['mediaType'],
  ): Promise<string> {
    const numbers = (await this.#of(id)).map(numberOfImage);
    const name = imageFile(id, Math.max(-1, ...numbers) + 1, mediaType);
    await this.#files.writeAtomic(inside(IMAGES_FOLDER, name), bytes);
    return name;
  }

  /** The bytes of a picture; undefined where it is gone, or the name is none of ours. */
  async read(name: string): Promise<Uint8Array | undefined> {
    return isImageFile(name) ? this.#files.read(inside(IMAGES_FOLDER, name)) : undefined;
  }

  /** Removes a chat's pictures that neither a turn nor its draft has any more. */
  async tidy(conversation: Conversation, draft: Draft): Promise<void> {
    const questions = conversation.turns.filter((turn) => turn.role === 'user');
    const used = new Set(
      [draft, ...questions].flatMap(({ attachments }) =>
        attachments.map((attachment) => (attachment.kind === 'image' ? attachment.file : '')),
      ),
    );
    for (const name of await this.#of(conversation.id)) {
      if (!used.has(name)) await this.#files.remove(inside(IMAGES_FOLDER, name));
    }
  }

  async #of(id: string): Promise<string[]> {
    const names = (await this.#files.list(IMAGES_FOLDER)).map(({ name }) => name);
    return names.filter((name) => ownerOf(name) === id && isImageFile(name));
  }
}
