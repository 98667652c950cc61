import { asRecord, isRecord, nonNegativeInteger } from '../../base/json.ts';

/** An event of a conversation stream in the form that the SDK requires. */
export type NormalizedEvent = Readonly<Record<string, unknown>> & { readonly type: string };

/**
 * Converts an event of a conversation stream to the form that the SDK requires, one event per piece of content. Events
 * without a part in the answer, such as those of other tools, are left out: the SDK would end the stream at an unknown
 * form.
 */
export function normalizeEvent(
  name: string,
  data: Readonly<Record<string, unknown>>,
): readonly NormalizedEvent[] {
  // Some gateways drop the name of an event, others its type.
  const type = typeof data.type === 'string' ? data.type : name;
  switch (type) {
    case 'message.output.delta':
      return contentOf(data.content).map((content) => ({ type, id: textOf(data.id), content }));
    case 'tool.execution.started':
      return [{ type, id: textOf(data.id), name: textOf(data.name), arguments: '' }];
    case 'conversation.response.done':
      return [{ type, usage: usageOf(asRecord(data.usage)) }];
    default:
      return [];
  }
}

/** The pieces of content with text or a source; others, such as images, are skipped. */
function contentOf(content: unknown): readonly (string | object)[] {
  if (typeof content === 'string') return content === '' ? [] : [content];
  if (Array.isArray(content)) return content.flatMap(contentOf);
  if (!isRecord(content)) return [];
  const { type, text, tool, title, url } = content;
  if (type === 'tool_reference') {
    return [{ type, tool: textOf(tool), title: textOf(title), url: textOf(url) }];
  }
  const isText = (type === 'text' || type === undefined) && typeof text === 'string';
  return isText && text !== '' ? [{ type: 'text', text }] : [];
}

function usageOf(usage: Readonly<Record<string, unknown>>): object {
  const counts = Object.entries(asRecord(usage.connectors)).map(([name, calls]) => [
    name,
    nonNegativeInteger(calls),
  ]);
  return {
    prompt_tokens: nonNegativeInteger(usage.prompt_tokens),
    completion_tokens: nonNegativeInteger(usage.completion_tokens),
    total_tokens: nonNegativeInteger(usage.total_tokens),
    connector_tokens: nonNegativeInteger(usage.connector_tokens),
    connectors: Object.fromEntries(counts) as object,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
