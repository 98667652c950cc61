import assert from 'node:assert/strict';
import { StorageError } from '../../../../src/chat/archive/storageError.ts';
import type { WebSearchUnavailableReason } from '../../../../src/chat/web/webSearch.ts';
import { MessageSender } from '../../../../src/chat/session/messageSender.ts';
import type { CodebaseRemark } from '../../../../src/chat/session/messageSender.ts';
import type { Attachment } from '../../../../src/chat/session/conversation.ts';
import { DEFAULT_URLS, ServiceRouter } from '../../../../src/mistral/serviceRouter.ts';
import { file } from '../../../support/chatTurns.ts';
import { settle } from '../../../support/settle.ts';
import { openSessions } from './openSessions.ts';

/** A sender whose service has a key unless the test removes it, and its messages to the user. */
function startSender() {
  const opened = openSessions();
  const { sessions } = opened;
  const state = {
    key: 'key' as string | undefined,
    isTrusted: true,
    reading: undefined as Promise<void> | undefined,
    documents: undefined as Promise<boolean> | undefined,
    lack: undefined as WebSearchUnavailableReason | undefined,
    remark: undefined as CodebaseRemark | undefined,
    isSearchStopped: false,
  };
  const available = new Map<string, Attachment>();
  const notices: string[] = [];
  const undo: (() => Promise<void>)[] = [];
  const attachAll = (attachments: readonly Attachment[]) => {
    const { current } = sessions;
    const all = [...current.draft.attachments, ...attachments];
    current.setDraft({ ...current.draft, attachments: all });
  };
  const attach = async (id: string) => {
    const found = available.get(id);
    if (found) attachAll([found]);
    else notices.push(`no ${id}`);
  };
  const sender = new MessageSender({
    sessions,
    services: new ServiceRouter({
      config: () => ({ urls: DEFAULT_URLS, choices: { completion: 'auto', chat: 'auto' } }),
      key: async () => state.key,
    }),
    draft: {
      attached: ({ withFile } = { withFile: true }) => {
        const automatic = withFile ? available.get('automatic') : undefined;
        const { attachments } = sessions.current.draft;
        return automatic ? [...attachments, automatic] : attachments;
      },
      attach,
      attachAll,
      withCodebase: async (_, attachments) =>
        state.isSearchStopped ? undefined : { attachments, remark: state.remark },
      projectFiles: async (message) => {
        await (state.reading ?? Promise.resolve());
        const prompt = available.get(`prompt ${message}`);
        const instructions = available.get('instructions');
        return [prompt, instructions].filter((each) => each !== undefined);
      },
      readDocuments: async () => state.documents ?? true,
      attachSuggestion: async () => {
        if (available.has('suggestion')) await attach('suggestion');
      },
    },
    notices: {
      serviceUnavailable: ({ unavailable }) => notices.push(unavailable),
      noSubject: () => notices.push('noSubject'),
      noWebQuestion: () => notices.push('noWebQuestion'),
      noWebSearch: (lack) => notices.push(`noWebSearch ${lack}`),
      attachmentsKept: () => notices.push('attachmentsKept'),
      turnsRemoved: (restore, hasRemovedTurns) => {
        undo.push(restore);
        notices.push(hasRemovedTurns ? 'turnsRemoved' : 'answerReplaced');
      },
      codebaseSearched: (remark) => notices.push(`codebase ${remark}`),
      info: (text) => notices.push(text),
      dismiss: () => notices.splice(0),
    },
    isTrusted: () => state.isTrusted,
    web: { unavailable: async () => state.lack },
  });
  /** The texts that the message box was set to. */
  const shown = () =>
    opened.events.flatMap((each) =>
      each.kind === 'session' && each.event.kind === 'draft' ? [each.event.text] : [],
    );
  const send = (text: string) => sender.send(text);
  const texts = () => sessions.current.conversation.turns.map((turn) => turn.text);
  return { ...opened, sender, state, available, notices, undo, shown, send, texts };
}

describe('MessageSender', () => {
  it('sends a message and empties the message box', async () => {
    const { send, shown, texts } = startSender();
    await send(' hello ');
    assert.deepEqual(texts(), ['hello', 'Answer.']);
    assert.deepEqual(shown(), ['']);
  });

  it('returns the text to the message box if no service accepts requests', async () => {
    const { state, send, shown, texts, notices } = startSender();
    state.key = undefined;
    await send('hello');
    assert.deepEqual(texts(), []);
    assert.deepEqual(shown(), ['hello']);
    assert.deepEqual(notices, ['noKey']);
  });

  it('sends nothing in a session that another window owns, and keeps the text', async () => {
    const { sessions, archiveErrors, ask, send, shown } = startSender();
    const id = await ask('hello');
    archiveErrors.fire({ id, error: new StorageError('taken') });
    await send('more');
    assert.equal(shown().at(-1), 'more');
    assert.equal(sessions.current.conversation.turns.length, 2);
  });

  it('sends nothing while an answer is pending', async () => {
    const { send, texts, hold } = startSender();
    const release = hold();
    const first = send('first');
    while (texts().length < 2) await settle();
    await send('second');
    release();
    await first;
    assert.deepEqual(texts(), ['first', 'Answer.']);
  });

  it('sends an empty message only with attachments', async () => {
    const { sessions, send, texts } = startSender();
    await send('  ');
    assert.deepEqual(texts(), []);
    sessions.current.setDraft({ text: '', attachments: [file('a.ts', 'a')] });
    await send('  ');
    assert.deepEqual(texts(), ['', 'Answer.']);
  });

  it('returns the text to the message box if an attached document can’t be read', async () => {
    const { state, send, shown, texts } = startSender();
    state.documents = Promise.resolve(false);
    await send('what does it say?');
    assert.deepEqual([texts(), shown()], [[], ['what does it say?']]);
  });

  it('sends a message once its documents are read', async () => {
    const { sessions, state, send } = startSender();
    const unread = file('spec.pdf', '');
    sessions.current.setDraft({ text: '', attachments: [unread] });
    state.documents = Promise.resolve().then(() => {
      sessions.current.setDraft({ text: '', attachments: [{ ...unread, text: 'read' }] });
      return true;
    });
    await send('what does it say?');
    const [question] = sessions.current.conversation.turns;
    const sent = question?.role === 'user' ? question.attachments : [];
    assert.deepEqual(
      sent.map((each) => each.kind !== 'image' && each.text),
      ['read'],
    );
  });

  it('sends only the question of /web, and keeps the attachments in the message box', async () => {
    const { available, sessions, send, shown, texts, notices } = startSender();
    available.set('automatic', file('open.ts', 'code'));
    available.set('instructions', file('AGENTS.md', 'rules'));
    const attached = [file('a.ts', 'secret')];
    sessions.current.setDraft({ text: '/web What is new?', attachments: attached });
    await send('/web What is new?');
    const [question] = sessions.current.conversation.turns;
    assert.deepEqual(question?.role === 'user' && question.attachments, []);
    assert.deepEqual(texts()[0], '/web What is new?');
    assert.deepEqual(sessions.current.draft, { text: '', attachments: attached });
    assert.deepEqual([shown(), notices], [[''], ['attachmentsKept']]);
  });

  for (const [text, lack, notice] of [
    ['/web', undefined, 'noWebQuestion'],
    ['/web  ', undefined, 'noWebQuestion'],
    ['/web What?', 'codestral', 'noWebSearch codestral'],
    ['/web What?', 'regional', 'noWebSearch regional'],
    ['/web What?', 'otherServer', 'noWebSearch otherServer'],
  ] as const) {
    it(`sends nothing for ${JSON.stringify(text)} with ${notice}, and keeps the text`, async () => {
      const { state, send, shown, texts, notices } = startSender();
      state.lack = lack;
      await send(text);
      assert.deepEqual([texts(), shown(), notices], [[], [text], [notice]]);
    });
  }

  it('still shows what there is to say about @codebase once the question is sent', async () => {
    const { sender, state, send, notices, texts } = startSender();
    state.remark = 'nothingFound';
    await send('@codebase where is it?');
    assert.deepEqual(
      [texts(), notices],
      [['@codebase where is it?', 'Answer.'], ['codebase nothingFound']],
    );
    state.remark = undefined;
    await send('And now?');
    assert.deepEqual(notices, []);
    state.remark = 'partial';
    await sender.sendInNewChat({ text: '@codebase where?', attachments: [] });
    assert.deepEqual(notices, ['codebase partial']);
  });

  it('puts the message back if the search for @codebase was stopped', async () => {
    const { state, send, shown, texts } = startSender();
    state.isSearchStopped = true;
    await send('@codebase where is it?');
    assert.deepEqual([texts(), shown()], [[], ['@codebase where is it?']]);
  });

  it('says that an answer was replaced if no later turns were removed', async () => {
    const { sender, sessions, send, notices } = startSender();
    await send('first');
    const { current } = sessions;
    await sender.change(current, () => current.regenerate(current.conversation.turns[1]!.id));
    assert.deepEqual(notices, ['answerReplaced']);
  });

  it('starts a new chat for /clear', async () => {
    const { sessions, send, texts } = startSender();
    await send('hello');
    const { id } = sessions.current.conversation;
    await send('/clear');
    assert.notEqual(sessions.current.conversation.id, id);
    assert.deepEqual(texts(), []);
  });

  it('attaches the current file to a command about code', async () => {
    const { available, sessions, send } = startSender();
    available.set('suggestion', file('cart.ts', 'code'));
    await send('/explain');
    const [question] = sessions.current.conversation.turns;
    assert.deepEqual(question?.role === 'user' && question.attachments.map(({ id }) => id), [
      'cart.ts',
    ]);
  });

  it('asks for code if a command has none', async () => {
    const { send, notices, shown } = startSender();
    await send('/explain');
    assert.deepEqual(notices, ['noSubject']);
    assert.deepEqual(shown(), ['/explain']);
  });

  it('runs a task about the attached code and keeps the typed text', async () => {
    const { available, sender, sessions, texts, shown } = startSender();
    available.set('automatic', file('cart.ts', 'code'));
    sessions.current.setDraft({ text: 'half a thought', attachments: [] });
    await sender.runTask('tests');
    assert.deepEqual(texts(), ['/tests', 'Answer.']);
    assert.equal(sessions.current.draft.text, 'half a thought');
    assert.deepEqual(shown(), []);
    const [question] = sessions.current.conversation.turns;
    assert.equal(question?.role === 'user' && question.attachments[0]?.id, 'cart.ts');
  });

  it('reports a task without code and a closed service', async () => {
    const { sender, state, notices, texts } = startSender();
    await sender.runTask('fix');
    state.key = undefined;
    await sender.runTask('fix');
    assert.deepEqual(notices, ['noSubject', 'noKey']);
    assert.deepEqual(texts(), []);
  });

  it('does not attach the current file to /commit', async () => {
    const { available, sessions, send } = startSender();
    available.set('commit', file('diff', '+a', { kind: 'diff' }));
    available.set('automatic', file('cart.ts', 'code'));
    await send('/commit');
    const [question] = sessions.current.conversation.turns;
    assert.deepEqual(question?.role === 'user' && question.attachments.map(({ id }) => id), [
      'diff',
    ]);
  });

  it('sends no empty message with the current file alone', async () => {
    const { available, send, texts } = startSender();
    available.set('automatic', file('cart.ts', 'code'));
    await send('  ');
    assert.deepEqual(texts(), []);
  });

  it('attaches the changes to /commit, but not in an untrusted workspace', async () => {
    const { available, state, send, texts } = startSender();
    available.set('commit', file('diff', '+a', { kind: 'diff' }));
    state.isTrusted = false;
    await send('/commit');
    assert.deepEqual(texts(), []);
    state.isTrusted = true;
    await send('/commit');
    assert.deepEqual(texts(), ['/commit', 'Answer.']);
  });

  it('adds the instructions of the project and a prompt file after what the question is about', async () => {
    const { available, sessions, send, sender } = startSender();
    available.set('automatic', file('cart.ts', 'code'));
    available.set('instructions', file('AGENTS.md', 'Be brief.', { kind: 'instructions' }));
    available.set('prompt /plan', file('plan.prompt.md', 'Plan.', { kind: 'prompt' }));
    const attached = () =>
      sessions.current.conversation.turns
        .filter((turn) => turn.role === 'user')
        .map(({ attachments }) => attachments.map(({ label }) => label));
    await send('/plan');
    assert.deepEqual(attached(), [['cart.ts', 'plan.prompt.md', 'AGENTS.md']]);
    await sender.sendInNewChat({ text: '/explain', attachments: [file('a.ts', 'code')] });
    assert.deepEqual(attached(), [['a.ts', 'AGENTS.md']]);
  });

  it('does not take instructions for the subject of a command', async () => {
    const { available, notices, send, texts } = startSender();
    available.set('instructions', file('AGENTS.md', 'Be brief.', { kind: 'instructions' }));
    await send('/explain');
    assert.deepEqual([notices, texts()], [['noSubject'], []]);
  });

  it('puts the message back if another chat was opened while instructions were read', async () => {
    const { sessions, shown, state, send, texts } = startSender();
    await send('first');
    let finish = (): void => undefined;
    state.reading = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const sent = send('hello');
    await settle();
    sessions.startNew();
    finish();
    await sent;
    assert.deepEqual(texts(), []);
    assert.ok(shown().includes('hello'));
  });

  it('attaches the changes without commit messages to /review', async () => {
    const { available, sessions, send } = startSender();
    available.set('changes', file('diff', '+a', { kind: 'diff' }));
    available.set('automatic', file('cart.ts', 'code'));
    await send('/review');
    const [question] = sessions.current.conversation.turns;
    assert.deepEqual(question?.role === 'user' && question.attachments.map(({ id }) => id), [
      'diff',
    ]);
  });

  it('waits for a pending attachment before it sends', async () => {
    const { sender, send, texts } = startSender();
    let attached = (): void => undefined;
    const attaching = new Promise<void>((resolve) => {
      attached = resolve;
    });
    const waiting = sender.runBefore(attaching);
    const sent = send('hello');
    await settle();
    assert.deepEqual(texts(), []);
    attached();
    await Promise.all([waiting, sent]);
    assert.deepEqual(texts(), ['hello', 'Answer.']);
  });

  it('keeps for the next message what is attached while a message is prepared', async () => {
    const { state, sessions, send } = startSender();
    const { current } = sessions;
    current.setDraft({ text: '', attachments: [file('a.ts', 'code', { id: 'a' })] });
    let read = (): void => undefined;
    state.reading = new Promise<void>((resolve) => {
      read = resolve;
    });
    const sent = send('what is this?');
    await settle();
    const added = file('b.ts', 'code', { id: 'b' });
    current.setDraft({ text: '', attachments: [...current.draft.attachments, added] });
    read();
    await sent;
    const [question] = current.conversation.turns;
    assert.ok(question?.role === 'user');
    assert.deepEqual(
      question.attachments.map(({ label }) => label),
      ['a.ts'],
    );
    assert.deepEqual(
      current.draft.attachments.map(({ label }) => label),
      ['b.ts'],
    );
  });

  it('sends two questions at once in two new chats', async () => {
    const { sender, sessions, events } = startSender();
    const both = ['one', 'two'].map((text) => sender.sendInNewChat({ text, attachments: [] }));
    await Promise.all(both);
    const asked = events.flatMap((each) =>
      each.kind === 'session' && each.event.kind === 'turn' && each.event.turn.role === 'user'
        ? [each.session.conversation.id]
        : [],
    );
    assert.equal(new Set(asked).size, 2);
    assert.equal(sessions.current.conversation.turns[0]?.text, 'two');
  });

  it('puts a question for a new chat into the message box if it cannot be sent', async () => {
    const { sender, state, sessions, shown } = startSender();
    state.key = undefined;
    await sender.sendInNewChat({ text: '/fix', attachments: [file('a.ts', 'a')] });
    assert.equal(sessions.current.draft.text, '/fix');
    assert.equal(sessions.current.draft.attachments.length, 1);
    assert.deepEqual(shown(), ['/fix']);
  });

  it('offers to restore the turns that a regeneration removed', async () => {
    const { sender, sessions, send, undo, notices, texts } = startSender();
    await send('first');
    const answer = sessions.current.conversation.turns[1]!;
    await send('second');
    const { current } = sessions;
    await sender.change(current, () => current.regenerate(answer.id));
    assert.deepEqual(texts(), ['first', 'Answer.']);
    assert.deepEqual(notices, ['turnsRemoved']);
    await undo[0]!();
    assert.deepEqual(texts(), ['first', 'Answer.', 'second', 'Answer.']);
  });
});
