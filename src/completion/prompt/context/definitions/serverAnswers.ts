import { asRecord } from '../../../../base/json.ts';
import type { CodeLocation, FileSymbol } from './languageServer.ts';

/** Maximum numbers of locations and symbols read of an answer, and of locations used. */
const MAX_LOCATIONS_READ = 50;
const MAX_SYMBOLS_READ = 5_000;
const MAX_LOCATIONS = 4;

/** The parts of a URI that decide whether a location is in the project. */
export interface UriComponents {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
}

/**
 * The locations of an answer in the file system of `files`. `document` is the current document, which may be a notebook
 * cell and then counts as its notebook, the file of `files`.
 */
export function locationsIn(
  answer: readonly unknown[],
  document: UriComponents,
  files: UriComponents,
): CodeLocation[] {
  const locations = new Map<string, CodeLocation>();
  for (const each of answer.slice(0, MAX_LOCATIONS_READ)) {
    const { uri, range, targetUri, targetRange, targetSelectionRange } = asRecord(each);
    const target = uriOf(targetUri ?? uri);
    const line = lineOf(targetSelectionRange ?? targetRange ?? range, 'start');
    if (!target || line === undefined || locations.size >= MAX_LOCATIONS) continue;
    const isOwn = isSame(target, document);
    if (!isOwn && (target.scheme !== files.scheme || target.authority !== files.authority))
      continue;
    locations.set(`${target.path}:${line}`, { path: isOwn ? files.path : target.path, line });
  }
  return [...locations.values()];
}

/** The symbols of an answer and their children. */
export function symbolsIn(answer: readonly unknown[]): FileSymbol[] {
  const symbols: FileSymbol[] = [];
  const waiting = answer.slice(0, MAX_SYMBOLS_READ);
  for (let at = 0; at < waiting.length && at < MAX_SYMBOLS_READ; at += 1) {
    const { name, range, location, children } = asRecord(waiting[at]);
    const place = range ?? asRecord(location).range;
    const line = lineOf(place, 'start');
    const end = lineOf(place, 'end');
    if (typeof name === 'string' && line !== undefined && end !== undefined) {
      symbols.push({ name, line, end: end + 1 });
    }
    if (Array.isArray(children))
      waiting.push(...(children as unknown[]).slice(0, MAX_SYMBOLS_READ - at));
  }
  return symbols;
}

function uriOf(value: unknown): UriComponents | undefined {
  const { scheme, authority, path } = asRecord(value);
  if (typeof scheme !== 'string' || typeof authority !== 'string' || typeof path !== 'string') {
    return undefined;
  }
  return { scheme, authority, path };
}

function isSame(a: UriComponents, b: UriComponents): boolean {
  return a.scheme === b.scheme && a.authority === b.authority && a.path === b.path;
}

function lineOf(range: unknown, side: 'start' | 'end'): number | undefined {
  const { line } = asRecord(asRecord(range)[side]);
  return typeof line === 'number' && Number.isSafeInteger(line) && line >= 0 ? line : undefined;
}
