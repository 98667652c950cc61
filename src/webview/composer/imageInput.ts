import type { FromPanel } from '../../protocol/fromPanel.ts';
import { MAX_URI_LENGTH, MAX_DROPPED_FILES } from '../../protocol/limits.ts';

/** Image types that the service accepts. */
const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'] as const;
/** The service's limits: images per request, and bytes per image. */
const MAX_IMAGES = 8;
const MAX_IMAGE_BYTES = 10_000_000;

type ImageMessage = Extract<FromPanel, { type: 'image' }>;

/** Why an image is rejected; the key of the text to show. */
export type ImageRejection = 'imageModel' | 'imageType' | 'imageSize' | 'imageCount';

/** The state of the composer that decides about new images. */
export interface ImageContext {
  readonly supportsImages: boolean;
  /** Number of images that are already attached. */
  readonly attached: number;
}

/** Selects the files that can be attached, and the reason if any is rejected. */
export function selectImages<F extends Pick<File, 'type' | 'size'>>(
  files: readonly F[],
  { supportsImages, attached }: ImageContext,
): { readonly accepted: readonly F[]; readonly rejection: ImageRejection | undefined } {
  const rejectionOf = (file: F): ImageRejection | undefined => {
    if (!isKnownType(file.type)) return 'imageType';
    if (!supportsImages) return 'imageModel';
    return file.size > MAX_IMAGE_BYTES ? 'imageSize' : undefined;
  };
  const valid = files.filter((file) => rejectionOf(file) === undefined);
  const accepted = valid.slice(0, Math.max(0, MAX_IMAGES - attached));
  const firstRejection = files.map(rejectionOf).find((rejection) => rejection !== undefined);
  return {
    accepted,
    rejection: firstRejection ?? (accepted.length < valid.length ? 'imageCount' : undefined),
  };
}

/** Reads an image. Rejects if the file is no longer readable. */
export async function readImage(file: File): Promise<ImageMessage> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      resolve(reader.result as string); // always a string after readAsDataURL
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

/** The files of a paste or drop. Empty if it has text, which some applications accompany with a picture. */
export function filesFrom(transfer: DataTransfer | null): readonly File[] {
  if (transfer === null || transfer.types.includes('text/plain')) return [];
  return [...transfer.files];
}

/** Why a dropped file is rejected; the key of the text to show. */
export type DropRejection = 'dropCount' | 'dropAddress';

/** Why something is not attached; the key of the text to show. */
export type Rejection = ImageRejection | DropRejection;

/**
 * The URIs of files dropped from VS Code or a file manager, and the reason if any is rejected. A picture from a web page
 * has its address as well as the file: `hasFiles` ignores the address.
 */
export function droppedUris(
  transfer: Pick<DataTransfer, 'getData'> | null,
  hasFiles = false,
): {
  readonly uris: readonly string[];
  readonly rejection: DropRejection | undefined;
} {
  const list =
    transfer?.getData('application/vnd.code.uri-list') || transfer?.getData('text/uri-list') || '';
  const all = list
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'))
    .filter((line) => !hasFiles || !/^https?:/i.test(line));
  const valid = all.filter(({ length }) => length <= MAX_URI_LENGTH);
  const uris = valid.slice(0, MAX_DROPPED_FILES);
  const isTooMany = uris.length < valid.length ? 'dropCount' : undefined;
  return { uris, rejection: valid.length < all.length ? 'dropAddress' : isTooMany };
}

function isKnownType(type: string): boolean {
  return (TYPES as readonly string[]).includes(type);
}
