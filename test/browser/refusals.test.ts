import assert from 'node:assert/strict';
import { Panel } from '../host/panel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { onMistral, TestEditor } from '../support/testEditor.ts';

describe('refused requests in VS Code', () => {
  let editor: TestEditor;
  let panel: Panel;

  before(async () => {
    editor = await TestEditor.start({
      ...onMistral,
      settings: (server) => ({
        ...onMistral.settings?.(server),
        // Mistral accepts temperature 0 only with a top_p of 1.
        'codestral.chat.temperature': 0,
        'codestral.chat.topP': 0.9,
        'codestral.chat.reasoning': 'high',
      }),
    });
    await editor.session.openFile('src/cart.ts');
    await editor.session.runCommand('Codestral: New Chat');
    panel = await Panel.find(editor.session.page);
  });

  beforeEach(() => editor.clear());

  afterEach(async function () {
    await editor.screenshotIfFailed(this.currentTest);
  });

  after(() => (editor as TestEditor | undefined)?.stop());

  const chats = () =>
    editor.server.requests.filter(({ path }) => path.endsWith('/chat/completions'));

  // First, since the refusals below pause the service for longer.
  it('retries after the delay of a rate limit inside a stream', async () => {
    const error = { choices: [], error: { code: 429, message: 'Please try again in 2s.' } };
    editor.server.fault({ kind: 'inBandError', error, after: 0 });
    editor.server.answerNextChats(['not this', 'after a while']);
    await panel.send('hello');
    await panel.frame.getByText('after a while').waitFor();
    const [first, second] = chats();
    assert.ok(second!.receivedAt - first!.receivedAt >= 1_900);
  });

  const refusals = [
    ['tierNotAllowed', /does not include model mistral-medium-latest/, 'Choose Model'],
    ['modelForbidden', /Model mistral-medium-latest not found/, 'Choose Model'],
    ['forbiddenHtml', /A proxy or sign-in page answered instead of Mistral/, 'Open Proxy Settings'],
    ['monthlyQuota', /has reached its limit for this month/, 'Open Account Page'],
    ['contextTooLongLlamaCpp', /too long: 264,620 tokens/, 'Send Less'],
  ] as const;
  for (const [body, words, button] of refusals) {
    it(`offers ${button} for ${body} and does not blame the key`, async () => {
      editor.server.fault({ kind: 'error', body });
      await panel.ask('hello');
      const answer = panel.answers.last();
      await answer.getByText(words).waitFor();
      assert.equal(await answer.getByRole('button', { name: button }).count(), 1);
      assert.equal(await answer.getByRole('button', { name: 'Set API Key' }).count(), 0);
      assert.equal(chats().length, 1);
    });
  }

  it('sends greedy chat settings in the accepted form', async () => {
    editor.server.answerNextChats(['as asked']);
    await panel.send('hello');
    await panel.frame.getByText('as asked').waitFor();
    const { temperature, top_p: share, reasoning_effort: effort } = chats()[0]!.body as ChatBody;
    assert.deepEqual([temperature, share, effort], [0, 1, 'high']);
  });

  it('reports a completion model that the plan excludes', async () => {
    editor.server.fault({ kind: 'error', body: 'tierNotAllowed' });
    // The chat has the focus.
    await editor.session.openFile('src/orders.ts');
    await editor.session.press('ControlOrMeta+End');
    await editor.session.type('const a =');
    const { label, background } = await editor.status(/does not include model/);
    assert.match(label, /^Codestral/);
    assert.equal(background, 'none');
  });
});
