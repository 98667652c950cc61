import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository in a temporary folder that ignores the git settings of this machine's user. */
export class TestRepository {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'codestral-git-')));

  constructor() {
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('config', 'core.autocrlf', 'false');
  }

  /** Runs git in it. Returns its output. */
  git(...args: readonly string[]): string {
    const author = ['-c', 'user.name=n', '-c', 'user.email=e@x.y'];
    return execFileSync('git', [...author, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    });
  }

  put(name: string, text: string): void {
    const path = join(this.root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  commit(message = 'change'): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
