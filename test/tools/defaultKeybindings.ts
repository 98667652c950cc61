/**
 * Writes test/fixtures/defaultKeybindings.json: VS Code's default keybindings on each system, read from the
 * installed editor. Run it after the editor's version in test/host/installServer.ts changes:
 *
 *     npx tsx test/tools/defaultKeybindings.ts
 */
import { readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { serverFolder } from '../host/installServer.ts';

type System = 'win' | 'linux' | 'mac';
type Literal = ReadonlyMap<string, ts.Expression>;
/** Numbers and strings that the bundle assigns to a variable of its top level, by the variable's name. */
type Constants = ReadonlyMap<string, number | string>;

const SYSTEMS: readonly System[] = ['win', 'linux', 'mac'];
const TARGET = 'test/fixtures/defaultKeybindings.json';

/** The bits of VS Code's `KeyMod`, in the order in which a chord is written. */
const MODIFIERS: readonly (readonly [bit: number, name: string, onMac: string])[] = [
  [256, 'meta', 'ctrl'],
  [2048, 'ctrl', 'cmd'],
  [1024, 'shift', 'shift'],
  [512, 'alt', 'alt'],
];

/** The names of VS Code's `KeyCode`, by number; see `KeyCode` in the typings of the npm package monaco-editor. */
const KEYS: readonly string[] = [
  ...['', ...'backspace tab enter shift ctrl alt pausebreak capslock escape space'.split(' ')],
  ...'pageup pagedown end home left up right down insert delete'.split(' '),
  ...Array.from('0123456789abcdefghijklmnopqrstuvwxyz'),
  ...['meta', 'contextmenu', ...Array.from({ length: 24 }, (_, at) => `f${at + 1}`)],
  ...['numlock', 'scrolllock', ...Array.from(";=,-./`[\\]'"), 'oem_8', 'intlbackslash'],
  ...Array.from({ length: 10 }, (_, at) => `numpad${at}`),
  ...'multiply add separator subtract decimal divide'.split(' ').map((key) => `numpad_${key}`),
];
const FIRST_DIGIT = KEYS.indexOf('0');
const DIGITS = Array.from({ length: 10 }, (_, at) => at);

/** A table of commands by keystrokes. */
class KeyTable {
  readonly #commands = new Map<string, Set<string>>();

  add(keys: readonly string[], command: string): void {
    for (const key of keys) {
      this.#commands.set(key, (this.#commands.get(key) ?? new Set()).add(command));
    }
  }

  toJSON(): Record<string, string> {
    const sorted = [...this.#commands].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      sorted.map(([key, commands]) => [key, [...commands].sort().join(', ')]),
    );
  }
}

function stroke(code: number, system: System): string | undefined {
  const key = KEYS[code & 0xff];
  if (key === undefined || key === '' || code >= 4096) return undefined;
  const names = MODIFIERS.filter(([bit]) => (code & bit) !== 0);
  return [...names.map(([, name, onMac]) => (system === 'mac' ? onMac : name)), key].join('+');
}

/** The values that an expression of the minified bundle can have: `[first, second]` codes of keystrokes. */
function codesOf(node: ts.Expression, constants: Constants): number[][] {
  const single = (expression: ts.Expression): number[] =>
    codesOf(expression, constants).flatMap(([code]) => code ?? []);
  if (ts.isNumericLiteral(node)) return [[Number(node.text)]];
  if (ts.isParenthesizedExpression(node)) return codesOf(node.expression, constants);
  if (ts.isArrayLiteralExpression(node)) {
    return node.elements.flatMap((each) => codesOf(each, constants));
  }
  if (ts.isConditionalExpression(node)) {
    return [node.whenTrue, node.whenFalse].flatMap((each) => codesOf(each, constants));
  }
  if (ts.isBinaryExpression(node)) {
    const isOr = node.operatorToken.kind === ts.SyntaxKind.BarToken;
    return single(node.left).flatMap((left) =>
      single(node.right).map((right) => [isOr ? left | right : left + right]),
    );
  }
  if (ts.isCallExpression(node)) {
    const [first, second] = node.arguments;
    // `KeyChord(first, second)`; other functions return the key of a digit.
    if (!first || !second) return DIGITS.map((digit) => [FIRST_DIGIT + digit]);
    return single(first).flatMap((one) => single(second).map((two) => [one, two]));
  }
  if (ts.isIdentifier(node)) {
    const value = constants.get(node.text);
    // A local variable counts from 0 to 9.
    return typeof value === 'number' ? [[value]] : DIGITS.map((digit) => [digit]);
  }
  return [];
}

function propertiesOf(node: ts.Node | undefined): Literal | undefined {
  if (!node || !ts.isObjectLiteralExpression(node)) return undefined;
  const pairs = node.properties.filter((each) => ts.isPropertyAssignment(each));
  return new Map(pairs.map(({ name, initializer }) => [name.getText(), initializer]));
}

/** The command that a keybinding's object literal, or one around it, names; a question mark for an unknown one. */
function commandOf(node: ts.Node, constants: Constants): string {
  for (let each = node, up = 0; !ts.isSourceFile(each) && up < 6; each = each.parent, up += 1) {
    const id = propertiesOf(each)?.get('id');
    if (!id) continue;
    if (ts.isStringLiteralLike(id)) return id.text;
    const constant = ts.isIdentifier(id) ? constants.get(id.text) : undefined;
    if (typeof constant === 'string') return constant;
    return ts.isPropertyAccessExpression(id) ? staticOf(node, id.name.text) : '?';
  }
  return '?';
}

/** The string in a static property of the class around a node. */
function staticOf(node: ts.Node, name: string): string {
  const owner = ts.findAncestor(node, ts.isClassLike);
  for (const member of owner?.members ?? []) {
    if (member.name?.getText() !== name) continue;
    const value = ts.isPropertyDeclaration(member) ? member.initializer : undefined;
    if (value && ts.isStringLiteralLike(value)) return value.text;
    const assigned = value && ts.isBinaryExpression(value) ? value.right : undefined;
    if (assigned && ts.isStringLiteralLike(assigned)) return assigned.text;
  }
  return '?';
}

function readWorkbench(path: string, tables: Readonly<Record<System, KeyTable>>): void {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const constants = new Map<string, number | string>();
  const found: { readonly node: ts.Node; readonly literal: Literal }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) || ts.isBinaryExpression(node)) {
      const [name, value] = ts.isVariableDeclaration(node)
        ? [node.name, node.initializer]
        : [
            node.left,
            node.operatorToken.kind === ts.SyntaxKind.EqualsToken ? node.right : undefined,
          ];
      // Shorter names are those of local variables, too.
      if (value && ts.isIdentifier(name) && name.text.length > 2) {
        if (ts.isNumericLiteral(value)) constants.set(name.text, Number(value.text));
        if (ts.isStringLiteral(value)) constants.set(name.text, value.text);
      }
    }
    const literal = propertiesOf(node);
    const isOfSystem = ts.isPropertyAssignment(node.parent) && node.parent.name.getText() in tables;
    if (literal && !isOfSystem && ['primary', ...SYSTEMS].some((key) => literal.has(key))) {
      found.push({ node, literal });
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  for (const { node, literal } of found) {
    for (const system of SYSTEMS) {
      const used = propertiesOf(literal.get(system)) ?? literal;
      const codes = ['primary', 'secondary'].flatMap((name) => {
        const value = used.get(name);
        return value ? codesOf(value, constants) : [];
      });
      const keys = codes.map((chord) => chord.map((code) => stroke(code, system)));
      tables[system].add(
        keys.filter((chord) => !chord.includes(undefined)).map((chord) => chord.join(' ')),
        commandOf(node, constants),
      );
    }
  }
}

function readExtensions(folder: string, tables: Readonly<Record<System, KeyTable>>): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name, 'package.json');
    if (!existsSync(path)) continue;
    const { contributes } = JSON.parse(readFileSync(path, 'utf8')) as {
      contributes?: { keybindings?: Partial<Record<System | 'key' | 'command', string>>[] };
    };
    for (const binding of contributes?.keybindings ?? []) {
      for (const system of SYSTEMS) {
        const key = binding[system] ?? binding.key;
        if (key !== undefined) tables[system].add([key.toLowerCase()], binding.command ?? '?');
      }
    }
  }
}

/** VS Code's default keybindings and those of its built-in extensions, by system and keystrokes. */
function defaultKeybindings(): Readonly<Record<System, KeyTable>> {
  const tables = { win: new KeyTable(), linux: new KeyTable(), mac: new KeyTable() };
  const vscode = join(serverFolder(), 'vscode');
  readWorkbench(join(vscode, 'out/vs/code/browser/workbench/workbench.js'), tables);
  readExtensions(join(vscode, 'extensions'), tables);
  return tables;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(TARGET, `${JSON.stringify(defaultKeybindings(), null, 2)}\n`);
}
