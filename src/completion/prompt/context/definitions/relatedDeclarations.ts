import { baseName } from '../../../../base/baseName.ts';
import { ecosystemOf } from '../../../../languages/ecosystems.ts';
import type { LineSource } from '../../../../base/lines.ts';
import type { ImportDeclaration } from '../../../../outline/importedNames.ts';
import { importedModules } from '../../../../outline/importedNames.ts';
import { packageFiles } from '../../../../outline/modules/moduleFiles.ts';
import type { NameReason, NearbyName } from './nearbyNames.ts';
import type { Declaration } from '../../../../outline/declaration.ts';
import type { ImportingFile } from '../../../../outline/modules/moduleFiles.ts';
import type { OutlineSearch } from './outlinedFiles.ts';
import type { OutlinedFile } from '../../../../outline/modules/projectFiles.ts';
import { codeFolderOf, folderOf } from '../../../../outline/modules/projectFiles.ts';
import { relatedPaths } from '../../../../outline/modules/relatedPaths.ts';
import { guessedType, isNamedAfter } from './guessedType.ts';
import type { DeclarationCandidate } from './wantedDeclaration.ts';
import { rankOf } from './wantedDeclaration.ts';

/** Maximum number of imports that are followed, and of declarations found. */
const MAX_IMPORTS = 40;
const MAX_FOUND = 300;
/** The distance of the declarations of an imported module, after that of names imported from others. */
const OF_MODULE = 50;

/** Languages in which the files of a folder see each other's names. */
const SHARES_FOLDER: Readonly<Record<string, RegExp>> = {
  go: /\.go$/,
  jvm: /\.(?:java|kt|scala|groovy)$/,
  swift: /\.swift$/,
  dotnet: /\.cs$/,
};

/** The current document, and the line of the cursor. */
export interface CurrentDocument extends ImportingFile {
  readonly lines: LineSource;
  readonly line: number;
}

/**
 * Declarations in related files, found by paths alone: of imported names, of the names of the same package, and in the
 * file that a test or a source file belongs to. Those of names near the cursor come first. Never rejects.
 */
export async function relatedDeclarations(
  document: CurrentDocument,
  nearby: readonly NearbyName[],
  search: OutlineSearch,
): Promise<DeclarationCandidate[]> {
  const found = new DeclarationCollector(document, nearby);
  const imports = importedModules(document.lines, document.languageId).slice(0, MAX_IMPORTS);
  for (const imported of sortedByUse(imports, found)) {
    if (found.isFull) break;
    await addImported(imported, document, search, found);
  }
  for (const path of await siblings(document, found, search)) {
    const file = await search.open(path);
    if (file && !found.isFull) found.addAll(file, 'related');
  }
  for (const path of await relatedPaths(document.path, search.files)) {
    const file = await search.open(path);
    if (file && !found.isFull) found.addAll(file, 'related');
  }
  return found.wanted;
}

/** Collects declarations with their ranks by the names near the cursor. */
class DeclarationCollector {
  readonly wanted: DeclarationCandidate[] = [];
  readonly #nearby: ReadonlyMap<string, { readonly reason: NameReason; readonly distance: number }>;
  /** The name before the dot at the cursor, if its type is unknown. */
  readonly #untyped: string | undefined;

  constructor({ lines, line }: CurrentDocument, nearby: readonly NearbyName[]) {
    const known = new Map<string, { reason: NameReason; distance: number }>();
    nearby.forEach(({ name, reason }, distance) => {
      if (!known.has(name)) known.set(name, { reason, distance });
      // A variable also makes its type relevant: `client: Client`, `client = new Client(`.
      const type = guessedType(lines, line, name);
      const before = type === undefined ? undefined : known.get(type);
      if (type !== undefined && (!before || before.reason === 'nearby')) {
        known.set(type, { reason, distance });
      }
    });
    this.#nearby = known;
    const receiver = nearby.find(({ reason }) => reason === 'receiver')?.name;
    const isTyped = receiver !== undefined && guessedType(lines, line, receiver) !== undefined;
    this.#untyped = isTyped ? undefined : receiver;
  }

  get isFull(): boolean {
    return this.wanted.length >= MAX_FOUND;
  }

  /** The distance of a name from the cursor, among the names near it; undefined if it is not near. */
  distanceOf(name: string): number | undefined {
    return this.#nearby.get(name)?.distance;
  }

  /** The names near the cursor. */
  get names(): string[] {
    return [...this.#nearby.keys()];
  }

  /** Adds declarations under a name of the document. */
  add(
    file: OutlinedFile,
    declarations: readonly Declaration[],
    name: string,
    otherwise: NameReason,
  ) {
    const near = this.#nearby.get(name);
    for (const declaration of declarations) {
      this.#push(file, declaration, name, near?.reason ?? otherwise, near?.distance ?? 0);
    }
  }

  /** Adds all declarations of a file. */
  addAll(file: OutlinedFile, reason: NameReason): void {
    for (const declaration of file.outline) {
      const name = declaration.owner ?? declaration.names[0] ?? '';
      if (this.#nearby.has(name)) this.add(file, [declaration], name, reason);
      else this.#push(file, declaration, name, reason, OF_MODULE);
    }
  }

  /** Adds a declaration: as that of the receiver's type, judging by its name, or for another reason. */
  #push(
    file: OutlinedFile,
    declaration: Declaration,
    name: string,
    otherwise: NameReason,
    distance: number,
  ): void {
    const isOfReceiver =
      this.#untyped !== undefined &&
      declaration.members.length > 0 &&
      isNamedAfter(this.#untyped, name);
    const reason = isOfReceiver ? 'receiver' : otherwise;
    // Of several types, the one with the shortest name: `Future`, not `_GatheringFuture`.
    const rank = rankOf(reason, isOfReceiver ? name.length : distance, file.label);
    this.wanted.push({ file, declaration, name, reason, rank });
  }

  /** Adds the declarations of a module that has a name in the document: as near as that name. */
  addModule(file: OutlinedFile, alias: string): void {
    const near = this.#nearby.get(alias);
    for (const declaration of file.outline) {
      const own = declaration.names.find((name) => this.#nearby.has(name));
      const name = declaration.owner ?? declaration.names[0] ?? '';
      if (own !== undefined) this.add(file, [declaration], own, 'import');
      else if (near?.reason !== 'receiver') {
        this.#push(file, declaration, name, near?.reason ?? 'import', near?.distance ?? OF_MODULE);
      } else {
        // After `module.`, the next word is a name of the module: many headers are worth more than few members.
        const rank = rankOf('module', near.distance, file.label);
        this.wanted.push({ file, declaration, name: alias, reason: 'module', rank });
      }
    }
  }
}

async function addImported(
  imported: ImportDeclaration,
  document: CurrentDocument,
  search: OutlineSearch,
  found: DeclarationCollector,
): Promise<void> {
  const { names, alias, isWildcard } = imported;
  for (const [name, original] of names) {
    const declared = await search.find(imported, original, document);
    if (declared) {
      found.add(declared.file, declared.found, name, 'import');
      continue;
    }
    // A module imported by its name: `from package import module`.
    for (const file of await search.modulesOf(imported, document)) {
      if (baseName(file.path).split('.')[0] === original || original === 'default') {
        found.addModule(file, name);
      }
    }
  }
  if (alias === undefined && !isWildcard) return;
  for (const file of await search.modulesOf(imported, document)) {
    if (alias === undefined) found.addAll(file, 'import');
    else found.addModule(file, alias);
  }
}

/** Imports of names near the cursor first. */
function sortedByUse(
  imports: readonly ImportDeclaration[],
  found: DeclarationCollector,
): ImportDeclaration[] {
  const placeOf = ({ names, alias }: ImportDeclaration) =>
    Math.min(
      ...[...names.keys(), ...(alias === undefined ? [] : [alias])].map(
        (name) => found.distanceOf(name) ?? 1000,
      ),
      1000,
    );
  return imports
    .map((imported) => ({ imported, place: placeOf(imported) }))
    .sort((a, b) => a.place - b.place)
    .map(({ imported }) => imported);
}

/** The other files of the package, those named like a name near the cursor first. */
async function siblings(
  { path, languageId }: CurrentDocument,
  found: DeclarationCollector,
  { files }: OutlineSearch,
): Promise<string[]> {
  const pattern = SHARES_FOLDER[ecosystemOf(languageId) ?? ''];
  if (!pattern) return [];
  const folders = [folderOf(path), codeFolderOf(folderOf(path), files.root, '/main')];
  const all = await Promise.all(
    [...new Set(folders)].map((folder) => packageFiles(folder, files, pattern)),
  );
  const names = new Set(found.names);
  const isNamed = (each: string) => names.has(baseName(each).split('.')[0] ?? '');
  const others = all.flat().filter((each) => each !== path);
  return [...others.filter(isNamed), ...others.filter((each) => !isNamed(each))];
}
