import type { Attachment } from '../session/conversation.ts';
import { decodePath } from '../../base/decodePath.ts';

/**
 * Identifies the subject of an attachment: a newer attachment with the same key replaces the older one. Undefined for
 * attachments that are never replaced, such as a pasted image.
 */
export function attachmentKey(attachment: Attachment): string | undefined {
  const { kind, label, uri } = attachment;
  if (attachment.kind === 'image') return uri && JSON.stringify([kind, uri]);
  const { path = label, lines, text } = attachment;
  // Two selections within one line have the same label, and so do two runs of one command.
  const isPart = kind === 'selection' || kind === 'terminal' || kind === 'codebase';
  const part = isPart ? [lines?.first, lines?.last, text] : [];
  return JSON.stringify([
    kind,
    uri ?? path,
    kind === 'diff' || kind === 'terminal' ? label : '',
    ...part,
  ]);
}

/** The labels of attachments that are shown together. Equal labels get as many folders of their paths as needed. */
export function distinctLabels(attachments: readonly Attachment[]): string[] {
  return attachments.map((attachment) => {
    const others = attachments.filter(
      (other) => other.label === attachment.label && whereOf(other) !== whereOf(attachment),
    );
    if (others.length === 0) return attachment.label;
    const own = foldersOf(attachment);
    for (let count = 1; count <= own.length; count++) {
      const isAlone = others.every((other) => endOf(foldersOf(other), count) !== endOf(own, count));
      if (isAlone) return [endOf(own, count), attachment.label].join('/');
    }
    return [...own, attachment.label].join('/');
  });
}

/** The path of an attachment's file; empty if it has none. */
function whereOf(attachment: Attachment): string {
  return attachment.uri ?? ('path' in attachment ? (attachment.path ?? '') : '');
}

/** The folders of the file, outermost first, with the host if the file system has one. */
function foldersOf(attachment: Attachment): string[] {
  const [, host = '', path = ''] =
    /^[a-z][\w+.-]*:(?:\/\/([^/?#]*))?([^?#]*)/i.exec(whereOf(attachment)) ?? [];
  const names = (path === '' ? whereOf(attachment) : path).split('/').filter(Boolean);
  return [...(host === '' ? [] : [host]), ...names.slice(0, -1).map(decodePath)];
}

function endOf(names: readonly string[], count: number): string {
  return names.slice(-count).join('/');
}
