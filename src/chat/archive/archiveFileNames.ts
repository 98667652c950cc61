import type { ImageAttachment } from '../session/conversation.ts';
import type { ArchiveFolder } from './atomicFiles.ts';
import { baseName } from '../../base/baseName.ts';

/** The index file: a cache of the list of chats. */
export const INDEX_FILE = 'index.json';

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const CHAT_ID = new RegExp(`^${UUID}$`);
const IMAGE_FILE = new RegExp(`^${UUID}-\\d{1,6}\\.(?:png|jpg|webp|gif)$`);
const CHAT_FILE = new RegExp(`^(${UUID})[.-]`);
const TEMPORARY = /\.(\d+)-\d+\.tmp$/;

const EXTENSIONS: Readonly<Record<ImageAttachment['mediaType'], string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/** Whether a text is a valid chat ID: nothing else becomes part of a file name. */
export function isChatId(id: string): boolean {
  return CHAT_ID.test(id);
}

/** Whether a text is a valid image name of the archive: it can't refer to another folder. */
export function isImageFile(name: string): boolean {
  return IMAGE_FILE.test(name);
}

/** The file with the finished turns of a chat. */
export function chatFile(id: string): string {
  return `${id}.jsonl`;
}

/** The file with the parts of a chat that change often: its draft and the streaming answer. */
export function draftFile(id: string): string {
  return `${id}.live.json`;
}

/** The file that names the window that writes a chat. */
export function lockFile(id: string): string {
  return `${id}.lock`;
}

/** The file name of a chat's image; the number is unique within the chat. */
export function imageFile(
  id: string,
  number: number,
  mediaType: ImageAttachment['mediaType'],
): string {
  return `${id}-${number}.${EXTENSIONS[mediaType]}`;
}

/** The number in an image's file name; -1 if it has none. */
export function numberOfImage(name: string): number {
  return Number(/-(\d+)\.\w+$/.exec(name)?.[1] ?? -1);
}

/** The ID of the chat that a file belongs to, by its name; undefined for other files. */
export function chatIdOf(name: string): string | undefined {
  return CHAT_FILE.exec(name)?.[1];
}

/** The folder of a chat's file while the chat is not deleted. */
export function folderOf(name: string): ArchiveFolder {
  return isImageFile(name) ? 'images' : '';
}

/** A file name in a folder, as the port expects it. */
export function pathIn(folder: ArchiveFolder, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The temporary name of a file while it is written; `count` differs for each write. */
export function temporaryName(name: string, pid: number, count: number): string {
  return `${name}.${pid}-${count}.tmp`;
}

/** The name of a file in the folder `staging`, from which it is moved to its final location. */
export function stagedName(name: string, pid: number, count: number): string {
  return pathIn('staging', temporaryName(baseName(name), pid, count));
}

/** The ID of the process that wrote a temporary file; undefined for other names. */
export function writerOfTemporary(name: string): number | undefined {
  const pid = TEMPORARY.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
}
