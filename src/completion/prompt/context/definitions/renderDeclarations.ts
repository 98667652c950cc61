import type { Declaration } from '../../../../outline/declaration.ts';

/** How comments and members are written in a file. */
export interface Marks {
  readonly comment: string;
  readonly indent: string;
}

/**
 * A declaration as text: its documentation, its signature and those of its members. What does not fit is shortened: the
 * documentation is left out first, then the values of members, then the last members are listed by their names. '' if
 * not even the signature fits.
 */
export function renderDeclaration(
  declaration: Declaration,
  members: ReadonlySet<Declaration> | undefined,
  maxLength: number,
  marks: Marks,
): string {
  const chosen = members
    ? declaration.members.filter((member) => members.has(member))
    : declaration.members;
  for (const detail of ['documented', 'undocumented', 'without values'] as const) {
    const lines = linesOf({ ...declaration, members: chosen }, marks, detail);
    if (lengthOf(lines) <= maxLength) return lines.join('\n');
  }
  if (declaration.text.length >= maxLength) return '';
  return [
    declaration.text,
    ...membersWithin(chosen, maxLength - declaration.text.length - 1, marks),
  ].join('\n');
}

/** The first members with their signatures, the others by name, as far as they fit. */
function membersWithin(members: readonly Declaration[], maxLength: number, marks: Marks): string[] {
  const nameOf = ({ names: [name = ''] }: Declaration) => name;
  // A shorthand property, as in `module.exports = { a, b }`, has only a name.
  const isBare = (member: Declaration) => member.text.replace(/,$/, '') === nameOf(member);
  const bare = members.filter(isBare);
  let room = maxLength - lengthOf(listOf(bare.map(nameOf), maxLength / 2, marks));
  const lines: string[] = [];
  const others: string[] = [];
  for (const member of members) {
    if (isBare(member)) continue;
    const own = linesOf(withoutValue(member), marks, 'without values').map(
      (line) => marks.indent + line,
    );
    if (lengthOf(own) > room) others.push(nameOf(member));
    else {
      lines.push(...own);
      room -= lengthOf(own);
    }
  }
  return [
    ...lines,
    ...listOf([...bare.map(nameOf), ...others], maxLength - lengthOf(lines), marks),
  ];
}

/** Names in one line, as many as fit. */
function listOf(names: readonly string[], maxLength: number, { indent, comment }: Marks): string[] {
  const list = `${indent}${comment} ${names.join(', ')}`;
  if (names.length === 0) return [];
  if (list.length < maxLength) return [list];
  const end = list.lastIndexOf(',', Math.max(0, maxLength - 1));
  return end < 0 ? [] : [list.slice(0, end)];
}

/** How much of a declaration is shown. */
type Detail = 'documented' | 'undocumented' | 'without values';

function linesOf({ text, doc, members }: Declaration, marks: Marks, detail: Detail): string[] {
  return [
    ...(detail === 'documented' && doc !== '' ? [`${marks.comment} ${doc}`] : []),
    text,
    ...members.flatMap((member) => {
      const shown = detail === 'without values' ? withoutValue(member) : member;
      return linesOf(shown, marks, detail).map((line) => marks.indent + line);
    }),
  ];
}

/** A constant or field without its value. An `=` after a `(` may belong to the default value of a parameter. */
function withoutValue(member: Declaration): Declaration {
  const [, head, end = ''] =
    /^([^=(]*[^=(\s!<>:+-])\s*=(?![=>]).*?([,;]?)$/.exec(member.text) ?? [];
  return head === undefined ? member : { ...member, text: head + end };
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, { length }) => sum + length + 1, 0);
}
