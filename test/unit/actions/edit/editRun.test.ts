import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import type { AnswerPiece } from '../../../../src/actions/modelTask.ts';
import { ServiceError } from '../../../../src/mistral/errors/serviceError.ts';
import { EditRun } from '../../../../src/actions/edit/editRun.ts';
import type { EditRunPorts } from '../../../../src/actions/edit/editRun.ts';
import type { PreviewOutcome } from '../../../../src/vscode/preview/diffPreview.ts';
import type { StreamingChange } from '../../../../src/actions/edit/streamingChange.ts';
import { FakeClock } from '../../../support/fakeClock.ts';

/** The next piece of the model's answer, or a failure. */
type Next = AnswerPiece | ServiceError;

/** An edit with a fake model and a fake preview. */
class Played {
  readonly clock = new FakeClock();
  /** The events of the preview, in order. */
  readonly seen: string[] = [];
  /** The partial answers that the model was asked to continue. */
  readonly partialAnswer: string[] = [];
  readonly lines: number[] = [];
  readonly user = new AbortController();
  readonly rewrite: EditRun;
  /** Whether the request was ended. */
  isStopped = false;
  /** Whether the consumer has stopped reading. */
  isLeft = false;
  decide: (decision: PreviewOutcome) => void = () => undefined;
  #next: ((next: Next) => void)[] = [];
  #said: Next[] = [];

  /** The next exception of the extension's own code, thrown when code is adapted or the preview is opened. */
  broken: { adapt?: Error; begin?: Error } = {};

  constructor({ opens = true, fitMs = 0 } = {}) {
    const action: EditRunPorts['modelTask'] = { run: (make, signal) => this.#ask(make, signal) };
    const decision = new Promise<PreviewOutcome>((resolve) => (this.decide = resolve));
    const change: StreamingChange = {
      update: (text) => void this.seen.push(`grow ${text}`),
      complete: (text) => void this.seen.push(`complete ${text}`),
      discard: () => void this.seen.push('withdraw'),
      decision,
    };
    this.rewrite = new EditRun({
      ...{
        clock: this.clock,
        modelTask: action,
        original: { code: 'OLD', languageId: 'typescript' },
      },
      buildPrompt: (_, partialAnswer) => {
        this.partialAnswer.push(partialAnswer);
        return { system: '', user: '' };
      },
      openPreview: () => {
        this.seen.push('begin');
        if (this.broken.begin) return Promise.reject(this.broken.begin);
        return Promise.resolve(opens ? change : undefined);
      },
      adapt: (code) => {
        if (this.broken.adapt) throw this.broken.adapt;
        this.clock.jump(fitMs);
        return code.toUpperCase();
      },
    });
  }

  async *#ask(
    ...[make, signal]: Parameters<EditRunPorts['modelTask']['run']>
  ): AsyncGenerator<AnswerPiece> {
    make({ model: { id: 'm', context: 1, supportsPrediction: false }, characters: 1 });
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

  ask(): ReturnType<EditRun['run']> {
    return this.rewrite.run(this.user.signal, {
      onLines: (lines) => void this.lines.push(lines),
      onRetry: () => undefined,
      beforeRequest: () => Promise.resolve(),
    });
  }

  /** Sends a piece of the answer and waits until everything that follows at once has happened. */
  async says(next: Next | string): Promise<void> {
    const piece = typeof next === 'string' ? { text: next } : next;
    const waiting = this.#next.shift();
    if (waiting) waiting(piece);
    else this.#said.push(piece);
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    this.clock.advance(0);
  }
}

describe('EditRun', () => {
  it('opens the preview at the first fence and extends it by whole lines', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('`');
    assert.deepEqual(played.seen, ['begin']);
    await played.says('``ts\na();');
    assert.deepEqual(played.seen, ['begin']);
    await played.says('\nb');
    assert.deepEqual(played.seen, ['begin', 'grow A();']);
    await played.says('();\n```');
    await played.says({ end: 'complete' });
    assert.equal(await end, 'complete');
    assert.deepEqual(await played.rewrite.finish(), { kind: 'code', code: 'a();\nb();' });
    assert.equal(played.seen.at(-1), 'complete A();\nB();');
    assert.equal(played.clock.timers.size, 0);
  });

  it('throttles preview updates, more so if an update is slow', async () => {
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

  it('opens no preview for prose or a failed request', async () => {
    const words = new Played();
    const first = words.ask();
    await words.says('I cannot do that.');
    await words.says({ end: 'complete' });
    assert.equal(await first, 'complete');
    assert.deepEqual(await words.rewrite.finish(), { kind: 'prose' });
    const failing = new Played();
    const error = new ServiceError('offline', 'mistral');
    const second = failing.ask();
    await failing.says(error);
    assert.equal(await second, error);
    assert.deepEqual([...words.seen, ...failing.seen], []);
  });

  it('opens the preview late for code without a fence or a block after prose', async () => {
    const bare = new Played();
    const first = bare.ask();
    await bare.says('const a = 1;');
    await bare.says({ end: 'complete' });
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

  it('continues a truncated answer', async () => {
    const played = new Played();
    const first = played.ask();
    await played.says('```ts\nlet a');
    await played.says({ end: 'truncated' });
    assert.equal(await first, 'truncated');
    const second = played.ask();
    await played.says(' = 1;\n```');
    await played.says({ end: 'complete' });
    assert.equal(await second, 'complete');
    assert.deepEqual(played.partialAnswer, ['', '```ts\nlet a']);
    await played.rewrite.finish();
    assert.deepEqual(played.seen, ['begin', 'grow LET A = 1;', 'complete LET A = 1;']);
  });

  it('stops an answer that exceeds the length limit', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('```ts\n');
    for (let piece = 0; piece < 5 && !played.isLeft; piece++)
      await played.says('a();\n'.repeat(2_000));
    assert.equal(await end, 'tooLong');
    assert.ok(played.isLeft);
    assert.ok(played.rewrite.text.length < 60_000);
    played.rewrite.discard();
    assert.equal(played.clock.timers.size, 0);
  });

  it('closes the preview if nothing changes', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('```ts\nold\n```');
    await played.says({ end: 'complete' });
    await end;
    assert.deepEqual(await played.rewrite.finish(), { kind: 'unchanged' });
    assert.equal(played.seen.at(-1), 'withdraw');
    assert.equal(played.rewrite.change, undefined);
  });

  it('ends when the user cancels, closes the preview, or it cannot be opened', async () => {
    const canceled = new Played();
    const first = canceled.ask();
    await canceled.says('```ts\na();\n');
    canceled.user.abort();
    assert.equal(await first, 'canceled');
    canceled.rewrite.discard();
    assert.equal(canceled.seen.at(-1), 'withdraw');

    const closed = new Played();
    const second = closed.ask();
    await closed.says('```ts\na();\n');
    closed.decide('discarded');
    assert.equal(await second, 'canceled');

    const refused = new Played({ opens: false });
    const third = refused.ask();
    await refused.says('```');
    assert.equal(await third, 'canceled');
    for (const each of [canceled, closed, refused]) {
      assert.ok(each.isStopped);
      assert.equal(each.clock.timers.size, 0);
    }
  });

  describe('with an internal error', () => {
    const error = new TypeError('cannot read properties');

    it('closes the preview and rejects if an update fails', async () => {
      const played = new Played();
      const end = assert.rejects(played.ask(), error);
      await played.says('```ts\n');
      played.broken.adapt = error;
      await played.says('a();\n');
      await end;
      assert.deepEqual(played.seen, ['begin', 'withdraw']);
      assert.ok(played.isStopped);
      assert.equal(played.clock.timers.size, 0);
    });

    it('rejects if the preview cannot be opened', async () => {
      const played = new Played();
      played.broken.begin = error;
      const end = assert.rejects(played.ask(), error);
      await played.says('```ts\na();\n');
      await end;
      assert.ok(played.isStopped);
      assert.equal(played.rewrite.change, undefined);
    });

    it('closes the preview and rejects if the last update fails', async () => {
      const played = new Played();
      const end = played.ask();
      await played.says('```ts\na();\n```');
      await played.says({ end: 'complete' });
      await end;
      played.broken.adapt = error;
      await assert.rejects(played.rewrite.finish(), error);
      assert.equal(played.seen.at(-1), 'withdraw');
      assert.equal(played.rewrite.change, undefined);
    });
  });

  it('starts over if everything so far was reasoning', async () => {
    const played = new Played();
    const end = played.ask();
    await played.says('```ts\nthought();\n');
    await played.says({ text: '```ts\na();\n```', restarts: true });
    await played.says({ end: 'complete' });
    await end;
    assert.deepEqual(await played.rewrite.finish(), { kind: 'code', code: 'a();' });
    assert.equal(played.seen.at(-1), 'complete A();');
  });
});
