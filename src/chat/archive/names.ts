import type { ImageAttachment } from '../conversation.ts';
import type { ArchiveFolder } from './files.ts';

/** The list of chats as it was last seen; a cache. */
export const INDEX_FILE = 'index.json';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const CHAT_ID = new RegExp(`^${UUID}$`);
const IMAGE_FILE = new RegExp(`^${UUID}-\\d{1,6}\\.(?:png|jpg|webp|gif)$`);
const OWNER = new RegExp(`^(${UUID})[.-]`);
const TEMPORARY = /\.(\d+)-\d+\.tmp$/;

const EXTENSIONS: Readonly<Record<ImageAttachment['mediaType'], string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/** Whether it can be a chat's id: nothing else becomes part of a file's name. */
export function isChatId(id: string): boolean {
  return CHAT_ID.test(id);
}

/** Whether it can be the name of an image of the archive: it never leads out of its folder. */
export function isImageFile(name: string): boolean {
  return IMAGE_FILE.test(name);
}

/** The finished turns of a chat. */
export function chatFile(id: string): string {
  return `${id}.jsonl`;
}

/** What of a chat changes often: its draft and the answer that streams. */
export function liveFile(id: string): string {
  return `${id}.live.json`;
}

/** Says which window writes a chat. */
export function lockFile(id: string): string {
  return `${id}.lock`;
}

/** A chat's image of a number, which no other image of the chat has. */
export function imageFile(
  id: string,
  number: number,
  mediaType: ImageAttachment['mediaType'],
): string {
  return `${id}-${number}.${EXTENSIONS[mediaType]}`;
}

/** The number in an image's name; -1 where it has none. */
export function numberOfImage(name: string): number {
  return Number(/-(\d+)\.\w+$/.exec(name)?.[1] ?? -1);
}

/** Which chat a file belongs to, by its name; undefined for files that are no chat's. */
export function ownerOf(name: string): string | undefined {
  return OWNER.exec(name)?.[1];
}

/** The folder in which a chat's file lies while the chat is not deleted. */
export function homeOf(name: string): ArchiveFolder {
  return isImageFile(name) ? 'images' : '';
}

/** A name within a folder, as the port knows it. */
export function inside(folder: ArchiveFolder, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** What a file is called while it is being written; `count` is another one for each write. */
export function temporaryName(name: string, pid: number, count: number): string {
  return `${name}.${pid}-${count}.tmp`;
}

/** The process that was writing a file of such a name; undefined for all other names. */
export function writerOfTemporary(name: string): number | undefined {
  const pid = TEMPORARY.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
