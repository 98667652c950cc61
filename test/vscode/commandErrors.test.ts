import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { logUnexpectedError } from '../../src/vscode/app/unexpectedErrors.ts';
import { guarded } from '../../src/vscode/app/guarded.ts';
import { until } from '../support/extensionHost.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { settle } from '../support/settle.ts';

const KEY = 'sk-proj-abcdefghijklmnopqrstuvwxyz0123456789';

/** A log that records its errors and how often it was shown. */
class FakeLog {
  readonly errors: string[] = [];
  shown = 0;

  error(...texts: readonly string[]): void {
    this.errors.push(texts.join(' '));
  }

  show(): void {
    this.shown += 1;
  }

  get channel(): vscode.LogOutputChannel {
    return this as unknown as vscode.LogOutputChannel;
  }
}

describe('logUnexpectedError', () => {
  it('logs the stack of an exception without secrets', () => {
    const log = new FakeLog();
    logUnexpectedError(log.channel, new Error(`token=${KEY}`));
    assert.match(log.errors.join(), /Unexpected error: Error: token=\[redacted\]\n\s+at /);
    assert.ok(!log.errors.join().includes(KEY), log.errors.join());
  });

  it('truncates a long exception and accepts any thrown value', () => {
    const log = new FakeLog();
    logUnexpectedError(log.channel, 'x'.repeat(100_000));
    logUnexpectedError(log.channel, undefined);
    assert.ok(log.errors[0]!.length < 5_000, `${log.errors[0]!.length} characters`);
    assert.match(log.errors[1]!, /undefined/);
  });
});

describe('guarded', () => {
  let window: FakeWindow;
  let log: FakeLog;

  beforeEach(() => {
    window = new FakeWindow();
    log = new FakeLog();
  });

  afterEach(() => {
    window.restore();
  });

  it('passes on the arguments and the result of a command', async () => {
    const run = guarded((...args) => Promise.resolve(args.join('+')), log.channel);
    assert.equal(await run('a', 'b'), 'a+b');
    assert.deepEqual([window.messages, log.errors], [[], []]);
  });

  it('ignores the cancellation of a command', async () => {
    const run = guarded(() => Promise.reject(new vscode.CancellationError()), log.channel);
    assert.equal(await run(), undefined);
    assert.deepEqual([window.messages, log.errors], [[], []]);
  });

  for (const [how, fail] of Object.entries({
    thrown: () => {
      throw new Error('broken');
    },
    rejected: () => Promise.reject(new Error('broken')),
  })) {
    it(`logs a ${how} exception and shows a message that opens the log`, async () => {
      window.press = (_, [button]) => button;
      assert.equal(await guarded(fail, log.channel)(), undefined);
      assert.match(log.errors.join(), /broken/);
      assert.deepEqual(window.messages, ['Something went wrong. See the log for details.']);
      await until('the log', () => log.shown === 1);
    });
  }

  it('does not open the log if the message is dismissed', async () => {
    await guarded(() => Promise.reject(new Error('broken')), log.channel)();
    await settle();
    assert.deepEqual([window.messages.length, log.shown], [1, 0]);
  });
});
