import type { ConversationEvents } from '@mistralai/mistralai/models/components/conversationevents.js';
import type { ResponseDoneEvent } from '@mistralai/mistralai/models/components/responsedoneevent.js';
import type { Exchange } from '../http/exchange.ts';
import type { BilledUsage } from '../tokenUsage.ts';
import type { ConversationEvent, NamedSource } from './conversationEvent.ts';

/** Longer titles and addresses of sources are truncated or dropped, in characters. */
const MAX_TITLE = 1_000;
const MAX_URL = 4_000;

/** The tools that search the web. Each call has its price. */
const SEARCHES: ReadonlySet<string> = new Set(['web_search', 'web_search_premium']);

/** Reads the SDK's stream. Throws `truncated` if the stream ends without the service's own end. */
export async function* readConversation(
  events: ReadableStreamDefaultReader<ConversationEvents>,
  exchange: Exchange,
): AsyncGenerator<ConversationEvent, void, undefined> {
  let searches = 0;
  let isEnded = false;
  for (let step = await events.read(); !step.done; step = await events.read()) {
    const { data } = step.value;
    if (data.type === 'message.output.delta') yield* pieceOf(data.content);
    else if (data.type === 'tool.execution.started' && SEARCHES.has(data.name)) searches += 1;
    else if (data.type === 'conversation.response.done') {
      isEnded = true;
      yield { end: 'stop', usage: usageOf(data.usage, searches) };
    }
  }
  if (!isEnded) throw exchange.error('truncated');
}

type Content = Extract<
  ConversationEvents['data'],
  { readonly type: 'message.output.delta' }
>['content'];

function* pieceOf(content: Content): Generator<ConversationEvent> {
  if (typeof content === 'string') yield { text: content };
  else if (content.type === 'text') yield { text: content.text };
  else if (content.type === 'tool_reference')
    yield { source: sourceOf(content.title, content.url) };
}

function sourceOf(title: string, url: string | null | undefined): NamedSource {
  return {
    title: title.slice(0, MAX_TITLE),
    url: url === '' || url === null || (url?.length ?? 0) > MAX_URL ? undefined : url,
  };
}

/** The results of searches are tokens of the prompt. `started` counts searches where the service reports none. */
function usageOf(usage: ResponseDoneEvent['usage'], started: number): BilledUsage {
  const { promptTokens, completionTokens, connectorTokens, connectors } = usage;
  const searches = Object.entries(connectors ?? {})
    .filter(([name]) => SEARCHES.has(name))
    .reduce((sum, [, calls]) => sum + calls, 0);
  return {
    promptTokens: promptTokens + (connectorTokens ?? 0),
    completionTokens,
    cachedTokens: 0,
    webSearches: searches > 0 ? searches : started,
  };
}
