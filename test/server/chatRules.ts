import type { Capabilities } from './catalogue.ts';
import { errorPage, wrongLastRole } from './errorBodies.ts';
import type { ErrorFacts, ErrorName, Page } from './errorBodies.ts';
import { formatRefusal } from './formatRules.ts';
import { imagesOf } from './messages.ts';
import type { ChatBody, ChatMessage } from './protocol.ts';
import { toolRefusal } from './toolRules.ts';

/** The documentation allows eight images of ten megabytes each. */
const mostImages = 8;
const largestImage = 10 * 1024 * 1024;

/** How the files of the pictures begin that the service reads. */
const beginnings: Readonly<Record<string, RegExp>> = {
  'image/png': /^\x89PNG\r\n/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8[79]a/,
  'image/webp': /^RIFF[^]{4}WEBP/,
};

/** What a model that can do this has against a conversation: abilities, order, forms, pictures. */
export function chatRefusal(
  body: ChatBody,
  can: Capabilities,
  facts: ErrorFacts,
): Page | undefined {
  const { messages, tools, reasoning_effort: effort } = body;
  const refuse = (name: ErrorName): Page => errorPage(name, facts);
  if (!can.completion_chat) return refuse('notChat');
  if (effort && !can.reasoning) return refuse('reasoningUnsupported');
  if (effort && effort !== 'none' && effort !== 'high') return refuse('reasoningLevel');
  const last = messages.at(-1);
  if (!last || last.role === 'system' || (last.role === 'assistant' && !last.prefix))
    return wrongLastRole(last?.role ?? 'none');
  if (messages.some(isEmptyAnswer)) return refuse('emptyAssistant');
  if (tools?.length && !can.function_calling) return refuse('toolsUnsupported');
  const wrong = toolRefusal(messages, tools ?? []) ?? formatRefusal(body);
  if (wrong) return wrong;
  const images = messages.flatMap(imagesOf);
  if (images.length > 0 && !can.vision) return refuse('imageUnsupported');
  if (images.length > mostImages) return refuse('tooManyImages');
  return images.every(isPicture) ? undefined : refuse('imageInvalid');
}

/** An answer that was given up before it began has to be left out: see the API's order of messages. */
function isEmptyAnswer({ role, content, tool_calls: calls }: ChatMessage): boolean {
  return role === 'assistant' && !content?.length && !calls?.length;
}

/** A `data:` URL with a picture of its media type in it. This server fetches nothing from elsewhere. */
function isPicture(url: string): boolean {
  const comma = url.indexOf(',');
  const [, type = ''] = /^data:(image\/\w+);base64$/.exec(url.slice(0, Math.max(0, comma))) ?? [];
  const beginning = Object.hasOwn(beginnings, type) ? beginnings[type] : undefined;
  const data = url.slice(comma + 1);
  if (!beginning || data === '') return false;
  const bytes = Buffer.from(data, 'base64');
  const isBase64 = bytes.toString('base64') === data;
  return (
    isBase64 && bytes.length <= largestImage && beginning.test(bytes.toString('latin1', 0, 16))
  );
}
