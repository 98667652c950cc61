import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ORDERS_TEST = `import { expect, it } from 'vitest';
import { totalOf } from './orders';

it('adds up', () => {
  expect(totalOf([])).toBe(0);
});
`;
const BROKEN = `export function area(width: number, height: number): number {
  const result: string = width * height;
  return width * height;
}
`;
/** Two functions to edit with a line between them. */
export const PAIR = `export function first(list: string[]): string {
  return list[0];
}

export const between = 1;

export function last(list: string[]): string {
  return list[list.length - 1];
}
`;

/** Runs git in a folder; resolves to its output. */
export async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const who = ['-c', 'user.name=n', '-c', 'user.email=e@x.y'];
  return (await promisify(execFile)('git', [...who, ...args], { cwd })).stdout;
}

/** Turns a workspace into a project with a test framework, a test, a commit and a change. */
export async function makeShop(workspace: string): Promise<void> {
  const put = (name: string, text: string) => writeFile(join(workspace, name), text);
  await put('package.json', '{"name":"shop","devDependencies":{"vitest":"3.0.0"}}\n');
  await put(
    'tsconfig.json',
    '{"compilerOptions":{"strict":true,"moduleResolution":"bundler","module":"esnext"}}\n',
  );
  await put('src/orders.test.ts', ORDERS_TEST);
  await put('src/broken.ts', BROKEN);
  await put('src/pair.ts', PAIR);
  await git(workspace, 'init', '--quiet', '--initial-branch=main');
  await git(workspace, 'add', '.');
  await git(workspace, 'commit', '--quiet', '-m', 'feat: open the shop');
  await put('shapes.py', 'def area(width, height):\n    return width * height\n');
}
