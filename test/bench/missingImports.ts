import { performance } from 'node:perf_hooks';
import ts from 'typescript';
import { importsToAdd } from '../../src/completion/imports/chooseImports.ts';
import type { ImportEdit } from '../../src/completion/imports/importEdit.ts';
import { missingNames } from '../../src/completion/imports/missingNames.ts';
import { below, hash, seededRandom } from '../server/random.ts';
import { ImportProject, positionAt } from './importProject.ts';

/** The figures of the imports after accepted suggestions. */
export interface ImportFigures {
  /** Accepted suggestions, and the names in them that their file no longer imports. */
  readonly suggestions: number;
  readonly names: number;
  /** Files that compile afterwards. */
  readonly compiled: number;
  /** Files with a name that several modules export, which is left alone. */
  readonly ambiguous: number;
  /** Names imported from another module than in the original file. */
  readonly wrong: number;
  /** Median and longest time of the decision without the language service, in milliseconds. */
  readonly medianMs: number;
  readonly longestMs: number;
}

/** Suggestions that are measured, in as many files. */
const COUNT = 100;
/** Most lines of a suggestion. */
const MAX_LINES = 4;

/** A file and lines of it that use imported names that no other line uses. */
interface Place {
  readonly path: string;
  readonly first: number;
  readonly last: number;
  /** Each name and its module. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Removes imports that only a few neighboring lines of this repository's sources need, as if a suggestion had just
 * inserted these lines, and adds the imports that TypeScript's language service offers.
 */
export function measureMissingImports(): ImportFigures {
  const project = new ImportProject('tsconfig.json');
  const places = choosePlaces(project);
  const originals = new Map(places.map(({ path }) => [path, project.text(path)]));
  for (const place of places) {
    project.edit(place.path, withoutImports(project.text(place.path), place));
  }
  const added = places.map((place) => {
    const original = originals.get(place.path) ?? '';
    return { place, ...importsAt(project, place, linesOf(original).length) };
  });
  for (const { place, imports } of added) {
    project.edit(place.path, applied(linesOf(project.text(place.path)), imports));
  }
  let [names, compiled, ambiguous, wrong] = [0, 0, 0, 0];
  for (const { place, isAmbiguous } of added) {
    const { path } = place;
    names += place.names.size;
    const isCompiled = project.errors(path).length === 0;
    if (isCompiled) compiled += 1;
    else if (isAmbiguous) ambiguous += 1;
    const modules = importedIn(path, project.text(path));
    for (const [name, module] of place.names) {
      const now = modules.get(name);
      const isSame =
        now !== undefined && project.moduleAt(path, now) === project.moduleAt(path, module);
      if (now !== undefined && !isSame) wrong += 1;
    }
  }
  const times = added.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    ...{ suggestions: places.length, names, compiled, ambiguous, wrong },
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
    longestMs: times.at(-1) ?? 0,
  };
}

/** The figures as text for the terminal. */
export function importsText(figures: ImportFigures): string {
  const { suggestions, names, compiled, ambiguous, wrong, medianMs, longestMs } = figures;
  const share = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;
  return [
    `${suggestions} accepted suggestions with ${names} names that are not imported, TypeScript's language service:`,
    `  ${share(compiled, suggestions)} compile afterwards (goal 90); ${ambiguous} have a name that several modules export`,
    `  ${share(compiled, suggestions - ambiguous)} of those with one module for each name; ${wrong} wrong modules (goal 0)`,
    `  the decision takes ${medianMs.toFixed(2)} ms, at most ${longestMs.toFixed(2)} ms`,
  ].join('\n');
}

/** Random places, at most one in a file, so that they do not depend on each other's imports. */
function choosePlaces(project: ImportProject): Place[] {
  const random = seededRandom(hash('imports 1'));
  const perFile = project.files
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
    .map((path) => placesIn(path, project.text(path)))
    .filter((places) => places.length > 0);
  const chosen: Place[] = [];
  while (chosen.length < COUNT && perFile.length > 0) {
    const [places = []] = perFile.splice(below(perFile.length, random), 1);
    chosen.push(...places.splice(below(places.length, random), 1));
  }
  return chosen;
}

/** The imports for a place; `lines` is the number of lines of the original file. */
function importsAt(project: ImportProject, { path, first, last }: Place, lines: number) {
  const text = project.text(path);
  const now = linesOf(text);
  const source = { count: now.length, at: (line: number) => now[line] ?? '' };
  const removed = lines - now.length;
  const problems = project.errors(path).map((error) => ({ ...problemOf(text, error), error }));
  const range = {
    start: { line: first - removed, character: 0 },
    end: { line: last - removed + 1, character: 0 },
  };
  let startedAt = performance.now();
  const missing = missingNames(problems, range, source);
  let ms = performance.now() - startedAt;
  const names = missing.map(({ name, at }) => ({
    name,
    fixes: project.fixes(path, problems.find((problem) => problem === at)!.error),
  }));
  startedAt = performance.now();
  const imports = importsToAdd(names, source);
  ms += performance.now() - startedAt;
  const isAmbiguous = names.some(
    ({ fixes }) =>
      fixes.filter(({ title, edits }) => edits && /^(?:Add|Update) import/.test(title)).length > 1,
  );
  return { imports, isAmbiguous, ms };
}

function linesOf(text: string): string[] {
  return text.split('\n');
}

function problemOf(text: string, { start = 0, length = 0, messageText }: ts.Diagnostic) {
  const { line, character } = positionAt(text, start);
  const message = ts.flattenDiagnosticMessageText(messageText, '\n');
  return { line, start: character, end: character + length, message };
}

/** Where imported names are used in a few neighboring lines only. */
function placesIn(path: string, text: string): Place[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const modules = importedIn(path, text);
  const uses = new Map<string, number[]>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && modules.has(node.text)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      uses.set(node.text, [...(uses.get(node.text) ?? []), line]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  const places: Place[] = [];
  const seen = new Set<string>();
  for (const [name, lines] of uses) {
    const first = Math.min(...lines);
    const last = Math.max(...lines);
    if (seen.has(name) || last - first >= MAX_LINES) continue;
    const names = new Map<string, string>();
    for (const [other, at] of uses) {
      if (at.every((line) => line >= first && line <= last)) {
        names.set(other, modules.get(other) ?? '');
        seen.add(other);
      }
    }
    places.push({ path, first, last, names });
  }
  return places;
}

/** The imported names of a file and their modules. */
function importedIn(path: string, text: string): ReadonlyMap<string, string> {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier))
      continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements) {
      if (!propertyName) found.set(name.text, statement.moduleSpecifier.text);
    }
  }
  return found;
}

/** The text without the imports of a place's names. */
function withoutImports(text: string, { path, names }: Place): string {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const cuts: (readonly [from: number, to: number, replacement: string])[] = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const clause = statement.importClause;
    const bindings = clause?.namedBindings;
    if (!clause || !bindings || !ts.isNamedImports(bindings)) continue;
    const left = bindings.elements.filter(({ name }) => !names.has(name.text));
    if (left.length === bindings.elements.length) continue;
    const end = text.indexOf('\n', statement.end) + 1;
    if (left.length === 0 && !clause.name) cuts.push([statement.getStart(), end, '']);
    else {
      const list = left.map((each) => each.getText()).join(', ');
      cuts.push([bindings.getStart(), bindings.end, `{ ${list} }`]);
    }
  }
  return cuts
    .reverse()
    .reduce((all, [from, to, by]) => all.slice(0, from) + by + all.slice(to), text);
}

function applied(lines: readonly string[], edits: readonly ImportEdit[]): string {
  const result = [...lines];
  const later = edits
    .map((each, at) => ({ ...each, at }))
    .sort((a, b) => b.line - a.line || b.character - a.character || b.at - a.at);
  for (const { line, character, replaced, text } of later) {
    const old = result[line] ?? '';
    result[line] = old.slice(0, character) + text + old.slice(character + replaced);
  }
  return result.join('\n');
}
