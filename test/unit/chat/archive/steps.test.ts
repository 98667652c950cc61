import assert from 'node:assert/strict';
import { readTurn } from '../../../../src/chat/archive/archiveFormat.ts';
import { answer } from '../../../support/chatTurns.ts';

const STEP = {
  ...{ id: 'a', name: 'read_file', arguments: '{}', state: 'done', result: 'text' },
  ...{ count: 3, files: 1, sources: ['file:///a'], round: 0, textLength: 0, thinkingLength: 0 },
} as const;

function read(steps: unknown) {
  const turn = readTurn(JSON.stringify({ ...answer('text'), steps }));
  assert.equal(turn?.role, 'assistant');
  return turn;
}

describe('steps in the archive', () => {
  it('are read as they were written', () => {
    assert.deepEqual(read([STEP]).steps, [STEP]);
  });

  it('are missing in older chats', () => {
    const turn = readTurn(JSON.stringify(answer('text')));
    assert.ok(turn?.role === 'assistant' && turn.steps === undefined);
  });

  it('count as stopped if they were still running', () => {
    assert.equal(read([{ ...STEP, state: 'running' }]).steps?.[0]?.state, 'stopped');
  });

  for (const [name, steps] of [
    ['of another type', 'none'],
    ['without an ID', [{ ...STEP, id: '' }]],
    ['with a negative length', [{ ...STEP, textLength: -1 }]],
    ['in an unknown state', [{ ...STEP, state: 'new' }]],
  ] as const) {
    it(`are dropped, and the answer is kept, if they are ${name}`, () => {
      const turn = read(steps);
      assert.deepEqual([turn.text, turn.steps], ['text', undefined]);
    });
  }
});
