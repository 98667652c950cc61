import assert from 'node:assert/strict';
import { isDocumentable } from '../../../src/actions/documentable.ts';

/** Lines that start a documentable declaration, by language, and lines that do not. */
const LINES: Readonly<Record<string, { begin: readonly string[]; others: readonly string[] }>> = {
  typescript: {
    begin: [
      'function total(cart: Cart): number {',
      'export default async function* lines() {',
      'export abstract class Cart<T> extends Base {',
      'export interface Cart {',
      'type Id = string;',
      'const enum Colour {',
      'export const total = (cart: Cart): number => {',
      'const id = async x => x;',
      '  private async total<T>(cart: Cart): Promise<T> {',
      '  constructor(private readonly cart: Cart) {',
      '  get size(): number {',
      '  #add(item: Item): void {',
    ],
    others: [
      'if (isOpen) {',
      '} else if (isOpen) {',
      'for (const item of items) {',
      'while (true) {',
      'switch (kind) {',
      'total(cart);',
      'const sum = 0;',
      'return function () {',
      'import { total } from "./cart.ts";',
      'describe("a", () => {});',
      '// function total() {',
      '',
    ],
  },
  python: {
    begin: ['def total(cart):', '    async def total(self) -> int:', 'class Cart:', 'class A(B):'],
    others: ['if x:', 'for def_ in x:', 'total(cart)', '@property', '# def total():'],
  },
  go: {
    begin: ['func (c *Cart) Total() int {', 'func main() {', 'type Cart struct {'],
    others: ['if x := f(); x {', 'var f = 1', 'return func() {}', 'package main'],
  },
  rust: {
    begin: [
      'pub fn total(&self) -> u32 {',
      'pub(crate) async fn f() {',
      'struct Cart;',
      'trait A {',
    ],
    others: ['let f = |x| x;', 'impl Cart {', 'match x {', 'use a::b;'],
  },
  java: {
    begin: [
      'public final class Cart {',
      'public record Point(int x, int y) {',
      '    private static <T> List<T> all(Map<String, T> map) throws X {',
      '    public Cart(int size) {',
      '    int total(Cart cart) {',
      'interface Shop {',
      'abstract int size()',
    ],
    others: [
      'if (x) {',
      '} else if (x) {',
      'return total(cart);',
      'new Thread(() -> {',
      'throw new Error(x);',
      'import java.util.List;',
      'int x = f(y);',
      'total(cart);',
    ],
  },
  csharp: {
    begin: [
      'public async Task<int> Total(Cart cart)',
      'internal struct Point',
      'public enum Colour {',
    ],
    others: ['using (var x = f()) {', 'foreach (var x in y) {', 'await Total(cart);', 'lock (x) {'],
  },
  kotlin: {
    begin: ['fun total(cart: Cart): Int {', 'data class Cart(val x: Int)'],
    others: ['val x = 1', 'when (x) {'],
  },
  swift: {
    begin: ['func total() -> Int {', 'public struct Cart {', 'init(x: Int) {'],
    others: ['let x = 1', 'guard x else {'],
  },
  c: {
    begin: [
      'int main(int argc, char **argv) {',
      'static struct cart *find(const char *id)',
      'struct cart {',
    ],
    others: [
      'if (x) {',
      'return f(x);',
      'int x = f(y);',
      'struct cart *c;',
      'int f(void);',
      '#define A(x) {',
    ],
  },
  cpp: {
    begin: ['template <typename T>', 'void Cart::add(const Item& item) {', 'class Cart {'],
    others: ['else if (x) {', 'std::sort(a, b);'],
  },
  ruby: {
    begin: ['def total', '  private def x(a)', 'module Shop'],
    others: ['if x', 'items.each do |i|'],
  },
  php: {
    begin: ['function total($cart) {', 'final class Cart {', 'public static function f(): int'],
    others: ['if ($x) {', '$f = function () {'],
  },
  elixir: {
    begin: ['def total(cart) do', 'defmodule Shop do'],
    others: ['if x do', 'default = 1'],
  },
  shellscript: {
    begin: ['total() {', 'function total {'],
    others: ['total "$1"', 'if [ -n "$x" ]; then'],
  },
  lua: {
    begin: ['local function total(cart)', 'function Cart:total()'],
    others: ['local f = 1', 'return function()'],
  },
  markdown: { begin: [], others: ['class Cart {', 'function total() {'] },
  plaintext: { begin: [], others: ['def total():'] },
};

const alone = (line: string) => ({ above: '', line, below: '' });

describe('isDocumentable', () => {
  for (const [language, { begin, others }] of Object.entries(LINES)) {
    for (const line of begin) {
      it(`recognizes a declaration (${language}): ${line}`, () => {
        assert.ok(isDocumentable(alone(line), language));
      });
    }
    for (const line of others) {
      it(`rejects (${language}): ${line}`, () => {
        assert.ok(!isDocumentable(alone(line), language));
      });
    }
  }

  for (const [language, lines, expected] of [
    ['typescript', { above: ' */', line: 'function f() {', below: '' }, false],
    ['typescript', { above: '}', line: 'function f() {', below: '/** x */' }, true],
    ['typescript', { above: '/* a */ const x = 1;', line: 'function f() {', below: '' }, true],
    ['rust', { above: '/// Adds.', line: 'fn f() {', below: '' }, false],
    ['rust', { above: '#[inline]', line: 'fn f() {', below: '' }, true],
    ['c', { above: '#include <a.h>', line: 'int f(void) {', below: '' }, true],
    ['ruby', { above: '  # Adds.', line: '  def f', below: '' }, false],
    ['python', { above: '# Adds.', line: 'def f():', below: '    return 1' }, true],
    ['python', { above: '', line: 'def f():', below: '    r"""Adds."""' }, false],
  ] as const) {
    it(`finds ${expected ? 'no' : 'existing'} documentation (${language}): ${Object.values(lines).join('⏎')}`, () => {
      assert.equal(isDocumentable(lines, language), expected);
    });
  }

  it('rejects very long generated lines', () => {
    assert.ok(
      !isDocumentable(alone(`function f() {${' '.repeat(10)}${'x'.repeat(400)}`), 'typescript'),
    );
  });
});
