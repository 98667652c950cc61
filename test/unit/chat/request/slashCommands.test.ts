import assert from 'node:assert/strict';
import {
  changesFor,
  expandSlash,
  isCommitTask,
  isBareTask,
  isClear,
  isTask,
  SLASH_COMMANDS,
  webQuestion,
} from '../../../../src/chat/request/slashCommands.ts';

describe('slash commands', () => {
  it('are in one list that includes /commit and /review and ends with /clear', () => {
    assert.deepEqual(
      SLASH_COMMANDS.map(({ name }) => name),
      ['explain', 'fix', 'tests', 'doc', 'commit', 'review', 'web', 'clear'],
    );
  });

  for (const command of SLASH_COMMANDS) {
    it(`match their entry: /${command.name}`, () => {
      const text = ` /${command.name.toUpperCase()}\n`;
      const task = 'task' in command ? command.task : undefined;
      assert.equal(expandSlash(text), task ?? text);
      assert.equal(isTask(text), task !== undefined);
      assert.equal(isBareTask(text), task !== undefined);
      assert.equal(isBareTask(`${text} more`), false);
      assert.equal(isCommitTask(text), command.name === 'commit');
      assert.equal(changesFor(text) !== undefined, command.about === 'changes');
      assert.equal(isClear(text), command.about === 'chat');
    });
  }

  for (const [text, question] of [
    ['/web What is new?', 'What is new?'],
    [' /WEB\nWhat\n is new? ', 'What\n is new?'],
    ['/web', ''],
    ['/webs x', undefined],
    ['a /web x', undefined],
    ['/explain x', undefined],
  ] as const) {
    it(`read the question of ${JSON.stringify(text)}`, () => {
      assert.equal(webQuestion(text), question);
      if (question) assert.equal(expandSlash(text), question);
    });
  }

  for (const text of ['/c', '/', '/clear now', '/clearly', 'a /clear', '/constructor', '//clear']) {
    it(`do not clear for ${text}`, () => {
      assert.equal(isClear(text), false);
      assert.equal(expandSlash(text), text);
    });
  }
});
