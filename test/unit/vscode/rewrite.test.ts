import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { ActionPiece } from '../../../src/chat/action.ts';
import { ServiceError } from '../../../src/mistral/errors.ts';
import { Rewrite } from '../../../src/vscode/actions/rewrite.ts';
import type { RewritePorts } from '../../../src/vscode/actions/rewrite.ts';
import type { GrowingChange, Verdict } from '../../../src/vscode/diffPreview.ts';
import { FakeClock } from '../mistral/support.ts';

/** What the model says next: a piece, or a failure. */
type Next = ActionPiece | ServiceError;

/** A rewrite with a model and a preview that are played. */
class Played {
  readonly clock = new FakeClock();
  /** What became of the preview, in order. */
  readonly seen: string[] = [];
  /** The answers so far that the model was to go on from. */
  readonly begun: string[] = [];
  readonly lines: number[] = [];
  readonly user = new AbortController();
  readonly rewrite: Rewrite;
  /** The request was ended. */
  isStopped = false;
  /** Nobody takes more of the answer. */
  isLeft = false;
  decide: (verdict: Verdict) => void = () => undefined;
  #next: ((next: Next) => void)[] = [];
  #said: Next[] = [];

  constructor({ opens = true, fitMs = 0 } = {}) {
    const action: RewritePorts['action'] = { ask: (make, signal) => this.#ask(make, signal) };
    const verdict = new Promise<Verdict>((resolve) => (this.decide = resolve));
    const change: GrowingChange = {
      grow: (text) => void this.seen.push(`grow ${text}`),
      complete: (text) => void this.seen.push(`complete ${text}`),
      withdraw: () => void this.seen.push('withdraw'),
      verdict,
    };
    this.rewrite = new Rewrite({
      ...{ clock: this.clock, action, old: { code: 'OLD', languageId: 'typescript' } },
      question: (_, begun) => {
        this.begun.push(begun);
        return { system: '', user: '' };
      },
      begin: () => {
        this.seen.push('begin');
        return Promise.resolve(opens ? change : undefined);
      },
      fit: (code) => {
        this.clock.jump(fitMs);
        return code.toUpperCase();
      },
    });
  }

  async *#ask(
    ...[make, signal]: Parameters<RewritePorts['action']['ask']>
  ): AsyncGenerator<ActionPiece> {
    make({ model: { id: 'm', context: 1, predicts: false }, characters: 1 });
    for (;;) {
      const next = await new Promise<Next>((resolve) => {
        const said = this.#said.shift();
        if (said) resolve(said);
        else this.#next.push(resolve);
        signal.onabort = () => {
          this.isStopped = true;
          resolve(new ServiceError('aborted', 'mistral'));
        };
      });
      if (next instanceof Error) throw next;
      this.isLeft = true;
      yield next;
      this.isLeft = false;
      if ('end' in next) return;
    }
  }

  ask(): ReturnType<Rewrite['ask']> {
    return this.rewrite.ask(this.user.signal, {
      wrote: (lines) => void this.lines.push(lines),
      retrying: () => undefined,
    });
  }

  /** The model says something; all that can happen at once has happened afterwards. */
  async says(next: Next | string): Promise<void> {
    const piece = typeof next === 'string' ? { text: next } : next;
    const waiting = this.#next.shift();
    if (waiting) waiting(piece);
    else this.#said.push(piece);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    this.clock.advance(0);
  }
}

describe('vscode/actions/rewrite', () => {
  it('opens the preview with the first sign of a fence, and lets it grow by whole lines', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('`');
    assert.deepEqual(played.seen, ['begin']);
    await played.says('``ts\na();');
    assert.deepEqual(played.seen, ['begin']);
    await played.says('\nb');
    assert.deepEqual(played.seen, ['begin', 'grow A();']);
    await played.says('();\n```');
    await played.says({ end: 'done' });
    assert.equal(await end, 'done');
    assert.deepEqual(await played.rewrite.finish(), { is: 'code', code: 'a();\nb();' });
    assert.equal(played.seen.at(-1), 'complete A();\nB();');
    assert.equal(played.clock.timers.size, 0);
  });

  it('renews the preview no more often than can be seen, and less where that takes time', async () => {
    for (const [fitMs, pauseMs] of [
      [0, 100],
      [60, 300],
    ] as const) {
      const played = new Played({ fitMs });
      void played.ask();
      await played.says('```ts\na();\n');
      for (let line = 0; line < 50; line++) await played.says(`b${line}();\n`);
      const before = played.seen.length;
      assert.ok(before <= 3, played.seen.join());
      played.clock.advance(pauseMs - 1);
      assert.equal(played.seen.length, before);
      played.clock.advance(1);
      assert.equal(played.seen.length, before + 1);
      assert.match(played.seen.at(-1) ?? '', /B49\(\);$/);
      assert.equal(played.lines.at(-1), 51);
    }
  });

  it('opens nothing for words, nor where the service fails', async () => {
    const words = new Played();
    const first = words.ask();
    await words.says('I cannot do that.');
    await words.says({ end: 'done' });
    assert.equal(await first, 'done');
    assert.deepEqual(await words.rewrite.finish(), { is: 'words' });
    const failing = new Played();
    const error = new ServiceError('offline', 'mistral');
    const second = failing.ask();
    await failing.says(error);
    assert.equal(await second, error);
    assert.deepEqual([...words.seen, ...failing.seen], []);
  });

  it('opens the preview late for code without a fence, and for a block behind words', async () => {
    const bare = new Played();
    const first = bare.ask();
    await bare.says('const a = 1;');
    await bare.says({ end: 'done' });
    await first;
    assert.deepEqual(bare.seen, []);
    await bare.rewrite.finish();
    assert.deepEqual(bare.seen, ['begin', 'complete CONST A = 1;']);
    const behind = new Played();
    void behind.ask();
    await behind.says('Here it is:\n\n');
    assert.deepEqual(behind.seen, []);
    await behind.says('```ts\n');
    assert.deepEqual(behind.seen, ['begin']);
  });

  it('goes on from where the answer was cut', async () => {
    const played = new Played();
    const first = played.ask();
    await played.says('```ts\nlet a');
    await played.says({ end: 'cut' });
    assert.equal(await first, 'cut');
    const second = played.ask();
    await played.says(' = 1;\n```');
    await played.says({ end: 'done' });
    assert.equal(await second, 'done');
    assert.deepEqual(played.begun, ['', '```ts\nlet a']);
    await played.rewrite.finish();
    assert.deepEqual(played.seen, ['begin', 'grow LET A = 1;', 'complete LET A = 1;']);
  });

  it('leaves an answer that goes on and on', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('```ts\n');
    for (let piece = 0; piece < 5 && !played.isLeft; piece++)
      await played.says('a();\n'.repeat(2_000));
    assert.equal(await end, 'endless');
    assert.ok(played.isLeft);
    assert.ok(played.rewrite.text.length < 60_000);
    played.rewrite.withdraw();
    assert.equal(played.clock.timers.size, 0);
  });

  it('closes the preview where nothing changes', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('```ts\nold\n```');
    await played.says({ end: 'done' });
    await end;
    assert.deepEqual(await played.rewrite.finish(), { is: 'unchanged' });
    assert.equal(played.seen.at(-1), 'withdraw');
    assert.equal(played.rewrite.change, undefined);
  });

  it('is over when the user cancels, closes the preview, or it cannot be opened', async () => {
    const cancelled = new Played();
    const first = cancelled.ask();
    await cancelled.says('```ts\na();\n');
    cancelled.user.abort();
    assert.equal(await first, 'over');
    cancelled.rewrite.withdraw();
    assert.equal(cancelled.seen.at(-1), 'withdraw');

    const closed = new Played();
    const second = closed.ask();
    await closed.says('```ts\na();\n');
    closed.decide('rejected');
    assert.equal(await second, 'over');

    const refused = new Played({ opens: false });
    const third = refused.ask();
    await refused.says('```');
    assert.equal(await third, 'over');
    for (const each of [cancelled, closed, refused]) {
      assert.ok(each.isStopped);
      assert.equal(each.clock.timers.size, 0);
    }
  });
});
