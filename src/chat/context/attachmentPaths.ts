import type { TextAttachment } from '../session/conversation.ts';
import { filesOf } from './splitDiff.ts';
import { pathsInDiff, pathsWithoutPatch } from './diffPaths.ts';

/**
 * The paths in the text of an attachment, for attachments of earlier versions that have no `sources`. Content that
 * looks like a path only adds paths.
 */
export function pathsIn({ kind, path, text }: TextAttachment): string[] {
  const own = path === undefined ? [] : [path];
  return [...new Set([...own, ...PATHS[kind](text)])];
}

const PATHS: Readonly<Record<TextAttachment['kind'], (text: string) => string[]>> = {
  selection: () => [],
  file: () => [],
  codebase: () => [],
  terminal: () => [],
  document: () => [],
  instructions: () => [],
  prompt: () => [],
  folder: joinedPaths,
  editors: joinedPaths,
  // The path of a file, followed by its problems, indented.
  problems: (text) => text.split('\n').filter((line) => /^\S/.test(line)),
  diff: (text) => [
    ...[...filesOf(text)].flatMap((file) => pathsInDiff(file.text)),
    ...pathsWithoutPatch(text),
    ...unshownPaths(text),
  ],
};

/** See `joinFiles`. */
function joinedPaths(text: string): string[] {
  const paths: string[] = [];
  let isList = false;
  for (const line of text.split('\n')) {
    const isHeader = line.startsWith('=== ') && line.endsWith(' ===');
    if (line === '=== left out, too long ===') isList = true;
    else if (isHeader) paths.push(line.slice(4, -4));
    else if (isList && line !== '') paths.push(line);
  }
  return paths;
}

/** See `changesText`. */
function unshownPaths(text: string): string[] {
  const list = text.split('\nNot shown, or not as a whole:\n')[1] ?? '';
  return list.split('\n').flatMap((line) => /^(.+) \([^()]*\)$/.exec(line)?.[1] ?? []);
}
