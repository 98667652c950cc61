import assert from 'node:assert/strict';
import { AllowedCommands } from '../../../../src/chat/command/allowedCommands.ts';
import { runCommandTool } from '../../../../src/chat/command/runCommandTool.ts';
import type {
  CommandDecision,
  CommandConfirmation,
  CommandRun,
} from '../../../../src/chat/command/runCommandTool.ts';
import { neverAborted } from '../../../support/settle.ts';

describe('runCommandTool', () => {
  let isTrusted: boolean;
  let decision: CommandDecision | Promise<CommandDecision>;
  let result: CommandRun;
  let asked: CommandConfirmation[];
  let ran: string[];
  let stored: unknown;

  beforeEach(() => {
    [isTrusted, decision, stored] = [true, 'allow', undefined];
    result = { state: 'ended', exitCode: 0, output: 'fine' };
    [asked, ran] = [[], []];
  });

  async function run(command: string, signal = neverAborted()) {
    const tool = runCommandTool({
      isTrusted: () => isTrusted,
      allowed: new AllowedCommands({
        get: () => stored,
        update: async (_, value) => void (stored = value),
      }),
      confirm: async (question) => {
        asked.push(question);
        return decision;
      },
      run: async (line, _, isAllowed) => {
        ran.push(isAllowed ? `in an unchanged shell: ${line}` : line);
        return result;
      },
      onAutoRun: (shown) => void ran.push(`allowed: ${shown}`),
      knownKeys: async () => ['a-stored-key'],
    });
    return tool.run({ command }, signal);
  }

  it('asks every time and returns the output', async () => {
    assert.equal((await run('npm test')).content, '$ npm test\nfine\n(exit code: 0)');
    await run('npm test');
    assert.deepEqual(asked, [
      { shown: 'npm test', canAlwaysAllow: true },
      { shown: 'npm test', canAlwaysAllow: true },
    ]);
    assert.deepEqual(ran, ['npm test', 'npm test']);
  });

  it('runs nothing that the user rejects', async () => {
    decision = 'reject';
    const { content, isError } = await run('rm -rf .');
    assert.match(content, /did not allow/);
    assert.deepEqual([isError, ran], [true, []]);
  });

  it('does not ask again for exactly the allowed command', async () => {
    decision = 'always';
    await run('npm test');
    decision = 'reject';
    await run('npm test');
    assert.deepEqual(ran, ['npm test', 'allowed: npm test', 'in an unchanged shell: npm test']);
    for (const other of ['npm test && rm -rf .', 'npm  test', 'npm tes', 'NPM TEST']) {
      assert.ok((await run(other)).isError, other);
    }
    assert.equal(asked.length, 5);
  });

  it('shows hidden characters and never allows such a command for the future', async () => {
    decision = 'always';
    await run('echo \u202egnp.exe\u00a0x');
    assert.deepEqual(asked, [{ shown: 'echo [U+202E]gnp.exe[U+00A0]x', canAlwaysAllow: false }]);
    assert.equal(stored, undefined);
  });

  it('does not run a command that was confirmed after the answer was stopped', async () => {
    const stop = new AbortController();
    let click: ((decision: CommandDecision) => void) | undefined;
    decision = new Promise((resolve) => (click = resolve));
    const call = run('npm test', stop.signal);
    stop.abort();
    click?.('allow');
    await assert.rejects(call, { name: 'AbortError' });
    assert.deepEqual(ran, []);
  });

  for (const [name, command, expected] of [
    ['an empty command', ' ', /empty/],
    ['several lines', 'a\nb', /one line/],
    ['control characters', 'a\u001b[2Kb', /control characters/],
    ['a command too long to review', 'a'.repeat(3_000), /too long/],
    ['a huge command', 'a'.repeat(50_000), /too long/],
  ] as const) {
    it(`refuses ${name} without asking`, async () => {
      const { content, isError } = await run(command);
      assert.match(content, expected);
      assert.deepEqual([isError, asked, ran], [true, [], []]);
    });
  }

  it('refuses everything in an untrusted workspace, even allowed commands', async () => {
    stored = ['npm test'];
    isTrusted = false;
    assert.match((await run('npm test')).content, /not trusted/);
    assert.deepEqual([asked, ran], [[], []]);
  });

  it('removes keys from the output', async () => {
    result = { state: 'ended', exitCode: 1, output: 'key: a-stored-key' };
    assert.doesNotMatch((await run('env')).content, /a-stored-key/);
  });

  for (const [state, expected] of [
    ['running', /still running/],
    ['closed', /terminal was closed/],
    ['unknown', /does not report the output/],
  ] as const) {
    it(`says so if the command is ${state}`, async () => {
      result = { state, output: '' };
      assert.match((await run('sleep 1')).content, expected);
    });
  }
});

describe('AllowedCommands', () => {
  function stored(value: unknown): AllowedCommands {
    return new AllowedCommands({
      get: () => value,
      update: async (_, changed) => void (value = changed),
    });
  }

  it('ignores invalid storage', () => {
    for (const value of [undefined, null, 'a', {}, 7]) assert.deepEqual(stored(value).list, []);
    assert.deepEqual(stored(['a', 1, null, 'b']).list, ['a', 'b']);
  });

  it('can be revoked', async () => {
    const allowed = stored(['a', 'b', 'c']);
    await Promise.all([allowed.remove(['a', 'c']), allowed.add('d')]);
    assert.deepEqual(allowed.list, ['b', 'd']);
  });

  it('keeps the newest 100', async () => {
    const allowed = stored(Array.from({ length: 100 }, (_, at) => `${at}`));
    await allowed.add('new');
    assert.deepEqual(
      [allowed.list.length, allowed.list[0], allowed.list.at(-1)],
      [100, '1', 'new'],
    );
  });
});
