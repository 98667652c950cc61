import type { FromPanel } from '../../protocol/fromPanel.ts';

/** Kinds of images that the service reads. */
const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
/** The service's limits: images of a request, and bytes of one. */
const MOST_IMAGES = 8;
const LARGEST_BYTES = 10_000_000;

type ImageMessage = Extract<FromPanel, { type: 'image' }>;

/** Why an image is not taken. */
export type ImageRefusal = 'imageModel' | 'imageType' | 'imageSize' | 'imageCount';

/** What the choice needs to know. */
export interface ImageRoom {
  readonly takesImages: boolean;
  /** Images that are attached already. */
  readonly attached: number;
}

/** Which of some files may be attached, and why not all of them. */
export function choose<F extends Pick<File, 'type' | 'size'>>(
  files: readonly F[],
  { takesImages, attached }: ImageRoom,
): { readonly taken: readonly F[]; readonly refusal: ImageRefusal | undefined } {
  const refusalOf = (file: F): ImageRefusal | undefined => {
    if (!isKnownType(file.type)) return 'imageType';
    if (!takesImages) return 'imageModel';
    return file.size > LARGEST_BYTES ? 'imageSize' : undefined;
  };
  const good = files.filter((file) => refusalOf(file) === undefined);
  const taken = good.slice(0, Math.max(0, MOST_IMAGES - attached));
  const bad = files.map(refusalOf).find((refusal) => refusal !== undefined);
  return { taken, refusal: bad ?? (taken.length < good.length ? 'imageCount' : undefined) };
}

/** Reads an image that was chosen; rejects if the file went away. */
export async function readImage(file: File): Promise<ImageMessage> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string); // readAsDataURL gives text
    };
    reader.onerror = () => {
      reject(reader.error ?? new Error('unreadable'));
    };
    reader.readAsDataURL(file);
  });
  return {
    type: 'image',
    label: file.name.slice(0, 200),
    mediaType: file.type as ImageMessage['mediaType'],
    data: url.slice(url.indexOf(',') + 1),
  };
}

/** The files of a paste or a drop; a pasted text that brings its picture along is text. */
export function filesOf(transfer: DataTransfer | null): readonly File[] {
  if (transfer === null || transfer.types.includes('text/plain')) return [];
  return [...transfer.files];
}

/** The addresses of files that were dragged here from VS Code or a file manager. */
export function urisOf(transfer: DataTransfer | null): readonly string[] {
  const list =
    transfer?.getData('application/vnd.code.uri-list') || transfer?.getData('text/uri-list') || '';
  return list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .slice(0, 100);
}

function isKnownType(type: string): boolean {
  return (TYPES as readonly string[]).includes(type);
}
