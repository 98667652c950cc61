import assert from 'node:assert/strict';
import type { ToolStepOutcome, ToolStep } from '../../../../src/chat/session/conversation.ts';
import { declinedCall, failedCall } from '../../../../src/chat/tools/tool.ts';
import type { Tool, ToolResult } from '../../../../src/chat/tools/tool.ts';
import type { StepList } from '../../../../src/chat/tools/toolCallRunner.ts';
import { MAX_RESULT_LENGTH, ToolCallRunner } from '../../../../src/chat/tools/toolCallRunner.ts';
import type { ReceivedToolCall } from '../../../../src/mistral/chat.ts';

const { signal: neverAborted } = new AbortController();

/** A tool that records its calls. */
function tool(name: string, run: Tool['run'], more: Partial<Tool> = {}): Tool {
  const parameters = { type: 'object', properties: { a: { type: 'integer' } }, required: [] };
  return { definition: { name, description: name, parameters }, run, ...more };
}

class Steps implements StepList {
  steps: ToolStep[] = [];

  beginStep(step: Pick<ToolStep, 'id' | 'name' | 'arguments' | 'round'>): void {
    const begun = { state: 'running', result: '', textLength: 0, thinkingLength: 0 } as const;
    this.steps.push({ ...step, ...begun });
  }

  endStep(state: ToolStepOutcome, { content }: ToolResult): void {
    this.steps.push({ ...this.steps.pop()!, state, result: content });
  }
}

const call = (name: string, text = '{}', id?: string): ReceivedToolCall => ({
  id,
  name,
  arguments: text,
});

describe('ToolCallRunner', () => {
  const made: string[] = [];
  const look = tool('look', async (args) => {
    made.push(JSON.stringify(args));
    return { content: `seen ${made.length}` };
  });
  beforeEach(() => {
    made.length = 0;
  });

  it('runs calls in order and keeps their results', async () => {
    const list = new Steps();
    const runner = new ToolCallRunner({ tools: [look], maxSteps: 9 }, []);
    await runner.run(
      [call('look', '{"a":1}', 'x'), call('look', '{"a":2}', 'x')],
      list,
      neverAborted,
    );
    await runner.run([call('look', '{"a":3}', 'x')], list, neverAborted);
    assert.deepEqual(made, ['{"a":1}', '{"a":2}', '{"a":3}']);
    assert.deepEqual(
      list.steps.map(({ result, round, state }) => [result, round, state]),
      [
        ['seen 1', 0, 'done'],
        ['seen 2', 0, 'done'],
        ['seen 3', 1, 'done'],
      ],
    );
    assert.equal(new Set(list.steps.map(({ id }) => id)).size, 3);
    assert.equal(runner.offer.choice, 'auto');
  });

  it('explains unknown tools and wrong arguments to the model', async () => {
    const list = new Steps();
    const runner = new ToolCallRunner({ tools: [look], maxSteps: 9 }, []);
    const wrong = [call('rm -rf\n/'), call('look', '{"a":'), call('look', '{"a":"x"}')];
    await runner.run(wrong, list, neverAborted);
    assert.deepEqual(made, []);
    assert.deepEqual(
      list.steps.map(({ state }) => state),
      ['failed', 'failed', 'failed'],
    );
    assert.match(list.steps[0]!.result, /no tool named "rm -rf \/"\. The tools are: look\./);
    assert.match(list.steps[1]!.result, /not a JSON object/);
    assert.match(list.steps[2]!.result, /"a" must be an integer/);
  });

  it('answers hostile calls like wrong ones', async () => {
    const list = new Steps();
    const runner = new ToolCallRunner({ tools: [look], maxSteps: 99 }, []);
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const names = [
      '__proto__',
      'constructor',
      'toString',
      'look\n',
      'Look',
      '',
      'a\u202e'.repeat(999),
    ];
    await runner.run(
      [
        ...names.map((name) => call(name, '{}', 'same')),
        call('look', deep, 'same'),
        call('look', deep.slice(0, 90), 'same'),
        call('look', '{"__proto__":{"a":1},"a":"x"}', '__proto__'),
        call('look', '{"a":1e999}', 'x'.repeat(10_000)),
      ],
      list,
      neverAborted,
    );
    assert.deepEqual([made, list.steps.length], [[], names.length + 4]);
    for (const { state, result, id } of list.steps) {
      assert.deepEqual([state, result.length < 200, id.length <= 100], ['failed', true, true]);
    }
    assert.equal(new Set(list.steps.map(({ id }) => id)).size, list.steps.length);
  });

  it('runs the same call in one message once', async () => {
    const list = new Steps();
    const runner = new ToolCallRunner({ tools: [look], maxSteps: 25 }, []);
    const calls = Array.from({ length: 50 }, (_, at) => call('look', '{"a": 1}', `id${at}`));
    await runner.run(calls, list, neverAborted);
    assert.equal(made.length, 1);
    assert.equal(list.steps.length, 1);
  });

  it('ends a model that repeats the same call 50 times', async () => {
    const list = new Steps();
    const runner = new ToolCallRunner({ tools: [look], maxSteps: 100 }, []);
    let rounds = 0;
    for (; rounds < 50 && runner.offer.choice === 'auto'; rounds += 1) {
      await runner.run(
        [call('look', rounds % 2 === 0 ? '{"a":1}' : '{ "a": 1 }')],
        list,
        neverAborted,
      );
    }
    assert.equal(made.length, 2);
    assert.equal(rounds, 5);
    assert.match(list.steps.at(-1)!.result, /made this call 4 times/);
  });

  it('runs a tool that may repeat up to the limit', async () => {
    const list = new Steps();
    const run = tool('run', (args, signal) => look.run(args, signal), { mayRepeat: true });
    const runner = new ToolCallRunner({ tools: [run], maxSteps: 6 }, []);
    let rounds = 0;
    for (; runner.offer.choice === 'auto'; rounds += 1) {
      await runner.run([call('run')], list, neverAborted);
    }
    assert.equal(made.length, 6);
    assert.equal(rounds, 6);
  });

  it('runs no calls past the limit, and says so once', async () => {
    const list = new Steps();
    const runner = new ToolCallRunner({ tools: [look], maxSteps: 3 }, []);
    const calls = Array.from({ length: 10 }, (_, at) => call('look', `{"a":${at}}`));
    await runner.run(calls, list, neverAborted);
    assert.equal(made.length, 3);
    assert.equal(list.steps.length, 4);
    assert.match(list.steps[3]!.result, /limit of 3 tool calls/);
    assert.equal(runner.offer.choice, 'none');
  });

  it('counts the steps of an answer that is continued', () => {
    const list = new Steps();
    list.beginStep({ id: 'a', name: 'look', arguments: '{}', round: 0 });
    assert.equal(
      new ToolCallRunner({ tools: [look], maxSteps: 1 }, list.steps).offer.choice,
      'none',
    );
    assert.equal(
      new ToolCallRunner({ tools: [look], maxSteps: 2 }, list.steps).offer.choice,
      'auto',
    );
  });

  it('truncates a result of 10 MB, cleans it, and says so', async () => {
    const list = new Steps();
    const huge = tool('huge', async () => ({ content: 'key\0'.repeat(2_500_000) }));
    const clean = async (text: string) => text.replaceAll('key', '*');
    const runner = new ToolCallRunner({ tools: [huge], maxSteps: 3, clean }, []);
    await runner.run([call('huge')], list, neverAborted);
    const { result } = list.steps[0]!;
    assert.ok(result.length < MAX_RESULT_LENGTH + 100);
    assert.match(result, /^\*+\n\(Truncated: the first \d+ of 10000000 characters\.\)$/);
  });

  it('distinguishes a call that the user declined from one that failed', async () => {
    const list = new Steps();
    const tools = [
      tool('broken', async () => failedCall('No such file.')),
      tool('declined', async () => declinedCall('The user did not allow this.')),
    ];
    const runner = new ToolCallRunner({ tools, maxSteps: 3 }, []);
    await runner.run([call('broken'), call('declined')], list, neverAborted);
    assert.deepEqual(
      list.steps.map(({ state, result }) => [state, result]),
      [
        ['failed', 'No such file.'],
        ['declined', 'The user did not allow this.'],
      ],
    );
  });

  it('reports a tool that throws', async () => {
    const list = new Steps();
    const defects: unknown[] = [];
    const broken = tool('broken', () => Promise.reject(new Error('secret path')));
    const runner = new ToolCallRunner(
      { tools: [broken], maxSteps: 3, onUnexpectedError: (thrown) => void defects.push(thrown) },
      [],
    );
    await runner.run([call('broken')], list, neverAborted);
    assert.equal(defects.length, 1);
    assert.match(list.steps[0]!.result, /^The tool failed\./);
  });

  it('does not wait for a tool that hangs once it is stopped', async () => {
    const list = new Steps();
    const controller = new AbortController();
    const hanging = tool('hanging', () => new Promise<ToolResult>(() => undefined));
    const runner = new ToolCallRunner({ tools: [hanging], maxSteps: 3 }, []);
    const run = runner.run([call('hanging'), call('hanging', '{"a":1}')], list, controller.signal);
    controller.abort();
    await run; // otherwise the test times out
    assert.deepEqual(
      list.steps.map(({ state }) => state),
      ['running'],
    );
  });
});
