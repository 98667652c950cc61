import assert from 'node:assert/strict';
import { SystemClock } from '../../../../src/vscode/platform/systemClock.ts';
import { isMerging, lastCommits } from '../../../../src/vscode/git/lastCommits.ts';
import { gitRunner } from '../../../../src/vscode/git/runGit.ts';
import { TestRepository } from './repository.ts';

const clock = new SystemClock(
  () => performance.now(),
  () => Date.now(),
);
const run = gitRunner('git', clock, { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' });
const { signal } = new AbortController();

describe('lastCommits', () => {
  let repository: TestRepository;

  beforeEach(() => {
    repository = new TestRepository();
  });

  afterEach(() => {
    repository.remove();
  });

  it('reads whole messages, newest first, for any git configuration', async () => {
    assert.deepEqual(await lastCommits(run, repository.root, signal), []);
    repository.put('a', '1');
    repository.commit('Erste Änderung\n\nMit Text.');
    repository.put('a', '2');
    repository.commit('Second');
    for (const [name, value] of [
      ['log.showSignature', 'true'],
      ['format.pretty', 'oneline'],
      ['log.date', 'raw'],
      ['color.ui', 'always'],
      ['log.decorate', 'full'],
      ['i18n.logOutputEncoding', 'ISO-8859-1'],
      ['log.diffMerges', 'on'],
    ] as const) {
      repository.git('config', name, value);
    }
    const [second, first, ...rest] = await lastCommits(run, repository.root, signal);
    assert.deepEqual(rest, []);
    assert.equal(second?.message.trim(), 'Second');
    assert.equal(second.parents.length, 1);
    assert.equal(first?.message.trim(), 'Erste Änderung\n\nMit Text.');
    assert.deepEqual(first.parents, []);
  });

  it('detects an uncommitted merge', async () => {
    repository.put('a', '1');
    repository.commit();
    assert.equal(await isMerging(run, repository.root, signal), false);
    repository.git('checkout', '--quiet', '-b', 'other');
    repository.put('b', '1');
    repository.commit();
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--no-commit', 'other');
    assert.equal(await isMerging(run, repository.root, signal), true);
  });
});
