import type { OutlineSearch } from './outlinedFiles.ts';
import type { DeclarationCandidate } from './wantedDeclaration.ts';
import { rankOf } from './wantedDeclaration.ts';

/** Maximum number of declarations whose types are looked up, and of types found. */
const MAX_SOURCES = 12;
const MAX_FOUND = 40;
/** Maximum number of members read and of types looked up for one declaration. */
const MAX_MEMBERS = 30;
const MAX_TYPES = 12;

/**
 * The types that the best declarations name in their files: the base types of a receiver, the parameters of a function
 * that is being called. One step only, except for base types, of which each is looked up once.
 */
export async function typesInSignatures(
  wanted: readonly DeclarationCandidate[],
  search: OutlineSearch,
  currentPath: string,
): Promise<DeclarationCandidate[]> {
  const found: DeclarationCandidate[] = [];
  const sources = wanted.toSorted((a, b) => a.rank - b.rank).slice(0, MAX_SOURCES);
  // A base type is appended while its own base types are looked up.
  for (let distance = 0; distance < sources.length; distance += 1) {
    const source = sources[distance];
    if (!source || distance >= 2 * MAX_SOURCES) break;
    for (const { type, isBase } of typesOf(source)) {
      if (found.length >= MAX_FOUND) return found;
      const declared = await search.findUsedIn(source.file, type);
      if (!declared || declared.file.path === currentPath) continue;
      const { file, found: declarations } = declared;
      const { name } = source;
      for (const declaration of declarations) {
        if (!isBase) {
          const rank = rankOf('type', distance, file.label);
          found.push({ file, declaration, name, reason: 'type', rank });
          continue;
        }
        const base = { file, declaration, name, reason: source.reason, rank: source.rank + 0.1 };
        found.push(base);
        if (!sources.some((each) => each.declaration === declaration)) sources.push(base);
      }
    }
  }
  return found;
}

interface NamedType {
  readonly type: string;
  /** Whether its members are members of the declared type. */
  readonly isBase: boolean;
}

function typesOf({ declaration, member, reason }: DeclarationCandidate): NamedType[] {
  const { text, members, names } = declaration;
  const hasBases = reason !== 'import' && reason !== 'related' && reason !== 'type';
  const found = new Map<string, NamedType>();
  const add = (types: readonly string[], isBase: boolean): void => {
    for (const type of types) {
      if (!names.includes(type) && !found.has(type)) found.set(type, { type, isBase });
    }
  };
  if (member) add(namesOfTypes(member.text), false);
  else {
    const base = BASES.exec(text);
    const bases = base ? text.slice(base.index + base[0].length) : undefined;
    if (hasBases && bases !== undefined) add(bases.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? [], true);
    add(namesOfTypes(text), false);
    if (hasBases)
      add(
        members.slice(0, MAX_MEMBERS).flatMap((each) => namesOfTypes(each.text)),
        false,
      );
  }
  return [...found.values()].slice(0, MAX_TYPES);
}

/** The base types in a header: `extends A, B`, `type C = A & {`, `class D(A):`, `class E : A {`. */
const BASES =
  /\bextends\s|\bimplements\s|^(?:export\s{1,4})?type\s[^=]{0,99}=|^class\s{1,4}\w{1,80}\s{0,4}\(|\bclass\s{1,4}\w{1,80}\s{0,4}:|\bimpl\b[^{]{0,99}\bfor\b/;

function namesOfTypes(text: string): string[] {
  return [...new Set(text.match(/(?<![\p{L}\p{N}_$.'"])\p{Lu}[\p{L}\p{N}_$]+/gu) ?? [])];
}
