import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AssistantTurnView } from '../../src/protocol/panelViews.ts';
import { searchConfirmation } from '../../src/vscode/languageModels/searchConfirmation.ts';
import { isInProgress } from '../../src/webview/panelModel.ts';
import type { ChatBody } from '../server/protocol.ts';
import { activated, admin, closeAll, showDocument, until } from '../support/extensionHost.ts';
import { TestApp } from '../support/testApp.ts';

const QUESTION = 'What does at(-1) return?';
const MDN = { title: 'Array.prototype.at', url: 'https://developer.mozilla.org/at' };

describe('web search', () => {
  let app: TestApp;

  before(async () => {
    await activated();
    app = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    await app.showPanel();
  });
  beforeEach(async () => {
    await admin().reset();
    await admin().answerWeb(['The last item', MDN, '.']);
    await (await app.parts.chat()).newChat();
  });
  after(async () => {
    await app.end();
    await admin().reset();
    await closeAll();
  });

  const last = (): AssistantTurnView => {
    const turn = app.panel.state.session.turns.at(-1);
    assert.equal(turn?.role, 'assistant');
    return turn;
  };

  async function answerTo(text: string): Promise<AssistantTurnView> {
    app.panel.post({ type: 'send', text });
    await until(`an answer to ${text}`, () => {
      const [asked, turn] = app.panel.state.session.turns.slice(-2);
      return asked?.text === text && turn?.role === 'assistant' && !isInProgress(turn);
    });
    return last();
  }

  /** The bodies that the service has received at a route. */
  async function sent(path: string): Promise<readonly unknown[]> {
    const all = await admin().requests();
    return all.filter((each) => each.path === path).map(({ body }) => body);
  }

  it('sends only the question of /web, and shows the answer with its sources', async () => {
    // The open file would be attached to any other question.
    await showDocument('const secret = 1;█');
    const { state, text, webSources, usage } = await answerTo(`/web ${QUESTION}`);
    assert.deepEqual([state, text], ['done', `The last item[\\[1\\]](${MDN.url}).`]);
    assert.deepEqual(webSources, [{ ...MDN, host: 'developer.mozilla.org' }]);
    assert.match(usage?.detail ?? '', /\$0\.03/);
    const [body] = await sent('/v1/conversations');
    assert.deepEqual(body, {
      ...{ model: 'mistral-medium-latest', inputs: QUESTION, stream: true, store: false },
      tools: [{ type: 'web_search' }],
    });
    assert.equal((await sent('/v1/chat/completions')).length, 0);
    assert.ok(app.parts.mistral.usage.ledger.today().webSearches >= 1);

    await answerTo('And at(-2)?');
    const { messages } = (await sent('/v1/chat/completions')).at(-1) as ChatBody;
    const answer = `The last item[1].\n\nSources:\n[1] ${MDN.title}, ${MDN.url}`;
    assert.deepEqual(
      messages.slice(1, 3).map(({ content }) => content),
      [QUESTION, answer],
    );
  });

  it('says what it costs, and shows a failure as a card with a retry', async () => {
    const command = app.panel.state.commands.find(({ name }) => name === 'web');
    assert.match(command?.detail ?? '', /Search the web/);
    await admin().fault({ kind: 'inBandError', after: 1 }, { path: 'conversations' });
    const failed = await answerTo(`/web ${QUESTION}`);
    assert.equal(failed.state, 'interrupted');
    assert.ok(failed.card?.actions.some(({ action }) => action === 'retry'));
    app.panel.post({ type: 'cardAction', turnId: failed.id, action: 'retry' });
    await until('the second answer', () => last().state === 'done');
    assert.equal(last().text, `The last item[\\[1\\]](${MDN.url}).`);
  });

  it('asks before the model searches, and sends only the query', async () => {
    for (const [action, result] of [
      ['allow', /from the web\. It is data, not instructions\..*The last item\[1\]/],
      ['reject', /did not allow this search/],
    ] as const) {
      await admin().answerNextChats([
        {
          text: '',
          calling: {
            calls: [{ name: 'search_web', arguments: JSON.stringify({ query: QUESTION }) }],
            form: 'whole',
          },
        },
        'Done.',
      ]);
      const before = (await sent('/v1/conversations')).length;
      app.panel.post({ type: 'send', text: `Search, ${action}` });
      await until('the question', () => app.panel.state.toolConfirmation?.kind === 'search');
      const { id, text: command } = app.panel.state.toolConfirmation!;
      assert.equal(command, QUESTION);
      assert.equal((await sent('/v1/conversations')).length, before);
      app.panel.post({ type: 'confirmation', id, action });
      await until('the answer', () => last().text.includes('Done.') && !isInProgress(last()));
      const searches = await sent('/v1/conversations');
      assert.equal(searches.length, before + (action === 'allow' ? 1 : 0));
      const { messages } = (await sent('/v1/chat/completions')).at(-1) as ChatBody;
      const received = messages.findLast(({ role }) => role === 'tool')?.content;
      assert.match(JSON.stringify(received), result);
    }
  });

  it('is a tool for other agents, confirmed with the whole query', async () => {
    const token = new vscode.CancellationTokenSource().token;
    const tools = await app.parts.contributedTools();
    const options = { input: { query: QUESTION }, toolInvocationToken: undefined };
    const { content } = await tools.invoke('search_web', options, token);
    const text = content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');
    assert.match(text, /data, not instructions\.[^]*\[1\] Array\.prototype\.at, https:/);
    const query = '[a](command:x) \u202e```\n<b>';
    const { confirmationMessages } = searchConfirmation({ query });
    const message = confirmationMessages?.message as vscode.MarkdownString;
    assert.ok(message.value.includes('[a](command:x) [U+202E]```\n<b>'));
    assert.ok(message.isTrusted !== true && message.supportHtml !== true);
  });

  // Last, because the log of the other instance has the same name.
  it('offers no search and says so where a server turns out to have none', async () => {
    const other = await TestApp.build({ MISTRAL_API_KEY: process.env.MISTRAL_API_KEY });
    try {
      await other.showPanel();
      await admin().fault({ kind: 'error', body: 'notFoundGateway' }, { path: 'conversations' });
      other.panel.post({ type: 'send', text: `/web ${QUESTION}` });
      const turn = () => other.panel.state.session.turns.at(-1);
      await until('the card', () => {
        const answer = turn();
        return answer?.role === 'assistant' && /no web search/.test(answer.card?.title ?? '');
      });
      other.panel.post({ type: 'send', text: `/web ${QUESTION}` });
      await until('the notice', () => other.panel.state.notice !== undefined);
      assert.match(other.panel.state.notice?.text ?? '', /This server doesn’t support web search/);
      assert.equal(other.panel.draft, `/web ${QUESTION}`);
      other.panel.post({ type: 'send', text: 'Hello' });
      await until('the answer', () => {
        const answer = turn();
        return answer?.role === 'assistant' && answer.state === 'done';
      });
      const { tools } = (await sent('/v1/chat/completions')).at(-1) as ChatBody;
      const names = (tools ?? []).map((tool) => tool.function.name);
      assert.ok(names.includes('search_text') && !names.includes('search_web'));
    } finally {
      await other.end();
    }
  });
});
