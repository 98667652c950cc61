/** Starts of lines and their obvious continuations. `{indent}` is the indentation of the line. */
const openers: readonly (readonly [RegExp, string])[] = [
  [/\bfor \((const|let|var)$/, ' i = 0; i < 10; i += 1) {\n{indent}}'],
  [/\bfor \(let i = 0;$/, ' i < 10; i += 1) {\n{indent}}'],
  [/\bwhile \($/, 'true) {\n{indent}}'],
  [/\btry \{$/, '\n{indent}} catch (error) {\n{indent}  throw error;\n{indent}}'],
  [/\bconsole\.$/, "log('Hello, world!');"],
  [/\bfunction \w+\([\w, ]*\) $/, '{\n{indent}}'],
  [/\bfunction $/, 'main() {\n{indent}}'],
  [/^\s*def $/, 'main():\n{indent}    pass'],
  [/^\s*def \w+\([\w, ]*\)$/, ':\n{indent}    pass'],
  [/^\s*if __name__$/, " == '__main__':\n{indent}    main()"],
  [/^\s*print\($/, "'Hello, world!')"],
  [/\bimport \* as (\w+)$/, " from './module.js';"],
  [/^#include $/, '<stdio.h>'],
];

/**
 * The answer to a line without a learned match: a common continuation, or none. Leaves out closing brackets that the
 * suffix already has.
 */
export function openerFor(prompt: string, suffix: string): string {
  const line = prompt.slice(prompt.lastIndexOf('\n') + 1);
  const indent = /^\s*/.exec(line)![0];
  const [, answer = ''] = openers.find(([pattern]) => pattern.test(line)) ?? [];
  const text = answer.replaceAll('{indent}', indent);
  const next = suffix.trimStart().slice(0, 1);
  if (!')]}'.includes(next) || next === '' || !text.endsWith(next)) return text;
  return text.slice(0, -1).trimEnd();
}
