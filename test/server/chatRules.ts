import { effortsOf } from './catalogue.ts';
import type { Capabilities } from './catalogue.ts';
import { errorResponse, wrongLastRole } from './errorBodies.ts';
import type { ErrorFacts, ErrorName, CompleteResponse } from './errorBodies.ts';
import { formatRefusal } from './formatRules.ts';
import { imagesOf } from './messages.ts';
import type { ChatBody, ChatMessage, ChatPiece } from './protocol.ts';
import { samplingRefusal } from './samplingRules.ts';
import { schemaRefusal } from './schemaRules.ts';
import { toolRefusal } from './toolRules.ts';

/** The documented limit: eight images of ten megabytes each. */
const MAX_IMAGES = 8;
const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

/** The first bytes of the image formats that the service supports. */
const beginnings: Readonly<Record<string, RegExp>> = {
  'image/png': /^\x89PNG\r\n/,
  'image/jpeg': /^\xff\xd8\xff/,
  'image/gif': /^GIF8[79]a/,
  'image/webp': /^RIFF[^]{4}WEBP/,
};

/** The errors of a conversation for a model with these capabilities: features, order, forms, images. */
export function chatRefusal(
  body: ChatBody,
  can: Capabilities,
  facts: ErrorFacts,
): CompleteResponse | undefined {
  const { messages, tools, reasoning_effort: effort, prompt_mode: mode } = body;
  const refuse = (name: ErrorName): CompleteResponse => errorResponse(name, facts);
  if (!can.completion_chat) return refuse('notChat');
  if (effort && !can.reasoning) return refuse('reasoningUnsupported');
  // Models with an effort reject the older way to request reasoning, and others don't reason.
  if (mode) return refuse('promptMode');
  const greedy = samplingRefusal(body, facts);
  if (greedy) return greedy;
  const efforts = effortsOf(body.model);
  if (effort && !efforts.includes(effort)) {
    return errorResponse('reasoningLevel', { ...facts, effort, efforts });
  }
  const last = messages.at(-1);
  if (!last || last.role === 'system' || (last.role === 'assistant' && !last.prefix))
    return wrongLastRole(last?.role ?? 'none');
  if (messages.some(isEmptyAnswer)) return refuse('emptyAssistant');
  if (messages.some(hasLaterThoughts)) return refuse('thinkingChunks');
  if (tools?.length && !can.function_calling) return refuse('toolsUnsupported');
  const wrong =
    schemaRefusal(tools ?? []) ?? toolRefusal(messages, tools ?? []) ?? formatRefusal(body);
  if (wrong) return wrong;
  const images = messages.flatMap(imagesOf);
  if (images.length > 0 && !can.vision) return refuse('imageUnsupported');
  if (images.length > MAX_IMAGES) return refuse('tooManyImages');
  return images.every(isImageDataUrl) ? undefined : refuse('imageInvalid');
}

/** An empty answer must be left out: see the API's order of messages. */
function isEmptyAnswer({ role, content, tool_calls: calls }: ChatMessage): boolean {
  return role === 'assistant' && !content?.length && !calls?.length;
}

/** More than one leading reasoning chunk, or one after a text. */
function hasLaterThoughts({ role, content }: ChatMessage): boolean {
  if (role !== 'assistant' || !Array.isArray(content)) return false;
  const pieces = content as readonly ChatPiece[];
  return pieces.slice(1).some(({ type }) => type === 'thinking');
}

/** A `data:` URL with an image of its media type. This server fetches nothing. */
function isImageDataUrl(url: string): boolean {
  const comma = url.indexOf(',');
  const [, type = ''] = /^data:(image\/\w+);base64$/.exec(url.slice(0, Math.max(0, comma))) ?? [];
  const beginning = Object.hasOwn(beginnings, type) ? beginnings[type] : undefined;
  const data = url.slice(comma + 1);
  if (!beginning || data === '') return false;
  const bytes = Buffer.from(data, 'base64');
  const isBase64 = bytes.toString('base64') === data;
  return (
    isBase64 && bytes.length <= MAX_IMAGE_BYTES && beginning.test(bytes.toString('latin1', 0, 16))
  );
}
