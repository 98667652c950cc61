import type { LiteralRule } from './literalRule.ts';
import { doubled, nestedComment } from './literalRule.ts';

/** Spreads into a rule whose literals may contain line breaks. */
export const MULTILINE = { isMultiline: true } as const;
/** The block comment of C. */
export const SLASH_STAR = ['/*', '*/'] as const;
/** The block comment of C where comments nest: Rust, Swift, Kotlin. */
export const NESTED_SLASH_STAR = nestedComment('/*', '*/');
/** C#'s and F#'s strings without escapes. */
export const VERBATIM = doubled('"', { open: /\$?@\$?"/y, starts: '@$', ...MULTILINE });
/** Swift's strings between number signs. */
export const HASH_QUOTE: LiteralRule = {
  kind: 'string',
  starts: '#',
  open: /(#+)("""|")/y,
  close: (match) => `${match[2] ?? ''}${match[1] ?? ''}`,
  isMultiline: true,
};
/** Rust's strings without escapes. */
export const RUST_RAW: LiteralRule = {
  kind: 'string',
  starts: 'bcr',
  open: /(?<!\w)[bc]?r(#*)"/y,
  close: (match) => `"${match[1] ?? ''}`,
  isMultiline: true,
};
/** C++'s strings without escapes. */
export const CPP_RAW: LiteralRule = {
  kind: 'string',
  starts: 'R',
  open: /R"([^()\\\s"]{0,16})\(/y,
  close: (match) => `)${match[1] ?? ''}"`,
  isMultiline: true,
};
/** Lua's and CMake's strings between long brackets. */
export const LUA_LONG: LiteralRule = {
  kind: 'string',
  starts: '[',
  open: /\[(=*)\[/y,
  close: (match) => `]${match[1] ?? ''}]`,
  isMultiline: true,
};
/** A comment between long brackets, whose level `open` captures. */
export const BRACKET_COMMENT = (open: RegExp): LiteralRule => ({
  ...LUA_LONG,
  kind: 'comment',
  starts: '-#',
  open,
});
