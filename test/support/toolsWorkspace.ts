import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Part of every file that the tools must not read; a result that contains it fails the test. */
export const HIDDEN = 'HIDDENTEXT';

/** Names that no result may contain. */
export const HIDDEN_NAMES = ['.env', 'server.pem', 'id_rsa_work', 'hidden-notes', 'outside.ts'];

/** Files that may be read, excluded files, ignored files, and links that lead to excluded files or out of the folder. */
export class ToolsWorkspace {
  private constructor(
    readonly folder: string,
    readonly outside: string,
  ) {}

  /** Writes the files into a folder of the workspace, which it creates. */
  static async write(folder: string): Promise<ToolsWorkspace> {
    const outside = await mkdtemp(join(tmpdir(), 'codestral-outside-'));
    const secret = `const token = "${HIDDEN}"; // visibleWord\n`;
    const files: Readonly<Record<string, string>> = {
      'src/retry.ts': `/** Waits as the header says. */\nexport function retryAfter(seconds: number): number {\n  return seconds * 1000; // visibleWord\n}\n`,
      'src/use.ts': `import { retryAfter } from './retry';\n\nexport const wait = retryAfter(2);\n`,
      'src/changed.ts': 'export const wait = 2;\n',
      'src/edited.ts': 'export const edited = 1;\n',
      'src/crlf.ts': 'const a = 1;\r\nconst b = 2; // visibleWord\r\n',
      'src/long.txt': `visibleWord ${'x'.repeat(200_000)}\n`,
      'src/name with spaces é.ts': 'export const é = 1; // visibleWord\n',
      'binary.dat': `visibleWord\0${'\u0001'.repeat(100)}`,
      '.env': secret,
      'config/server.pem': secret,
      'keys/id_rsa_work': secret,
      'hidden-notes/todo.md': secret,
      'ignored/out.ts': 'const ignoredWord = 1; // visibleWord\n',
      '.gitignore': 'ignored/\n',
      // ripgrep prefers it to .gitignore.
      '.ignore': '!ignored/\n',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    await writeFile(join(outside, 'outside.ts'), secret);
    const links: Readonly<Record<string, string>> = {
      'src/linked.ts': join(folder, '.env'),
      'src/away.ts': join(outside, 'outside.ts'),
      'src/away': outside,
      'src/loop': folder,
      'src/dangling.ts': join(outside, 'missing.ts'),
      'src/etc': '/etc',
    };
    for (const [path, target] of Object.entries(links)) await symlink(target, join(folder, path));
    return new ToolsWorkspace(folder, outside);
  }

  /** Makes it a git repository with a change in each kind of file. */
  async commitAndChange(): Promise<void> {
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
        cwd: this.folder,
      });
    git('init', '-q');
    git('add', '-A', '-f');
    git('commit', '-qm', 'first');
    await writeFile(join(this.folder, '.env'), `MORE=${HIDDEN}\n`);
    await writeFile(join(this.folder, 'src/changed.ts'), 'export const wait = 3;\n');
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await rm(this.outside, { recursive: true, force: true });
  }
}
