import {
  boolean,
  dictionary,
  union,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  tagged,
} from './schema.ts';
import type { Check, Issue } from './schema.ts';
import { conversationRequest } from './conversationRules.ts';

/** Fields that FIM and chat share, with the limits of Mistral's published API description. */
const sampling = {
  model: string,
  temperature: nullable(number({ min: 0, max: 1.5 })),
  top_p: nullable(number({ above: 0, max: 1 })),
  max_tokens: nullable(integer({ min: 0 })),
  stream: boolean,
  stop: nullable(union({ str: string, 'list[str]': list(string) })),
  random_seed: nullable(integer({ min: 0 })),
  metadata: nullable(dictionary),
  prompt_cache_key: nullable(string),
};

const fimRequest = object(
  {
    ...sampling,
    prompt: string,
    suffix: nullable(string),
    min_tokens: nullable(integer({ min: 0 })),
  },
  ['prompt', 'model'],
);

const textPiece = object({ type: oneOf('text'), text: string }, ['text']);

const referencePiece = object(
  { type: oneOf('reference'), reference_ids: list(union({ int: integer(), str: string })) },
  ['reference_ids'],
);

const toolReferencePiece = object(
  {
    type: oneOf('tool_reference'),
    tool: string,
    title: string,
    url: nullable(string),
    favicon: nullable(string),
    description: nullable(string),
  },
  ['tool', 'title'],
);

const thinkingPiece = object(
  {
    type: oneOf('thinking'),
    thinking: list(
      tagged('type', {
        text: textPiece,
        reference: referencePiece,
        tool_reference: toolReferencePiece,
      }),
    ),
    signature: nullable(string),
    closed: boolean,
  },
  ['thinking'],
);

const imageUrl = object({ url: string, detail: nullable(oneOf('low', 'auto', 'high')) }, ['url']);

const piece = tagged('type', {
  text: textPiece,
  thinking: thinkingPiece,
  reference: referencePiece,
  image_url: object(
    { type: oneOf('image_url'), image_url: union({ ImageURL: imageUrl, str: string }) },
    ['image_url'],
  ),
  document_url: object(
    { type: oneOf('document_url'), document_url: string, document_name: nullable(string) },
    ['document_url'],
  ),
  file: object({ type: oneOf('file'), file_id: string }, ['file_id']),
  input_audio: object({ type: oneOf('input_audio'), input_audio: string }, ['input_audio']),
});

const contentOf = (pieces: Check): Check => union({ str: string, 'list[Chunk]': list(pieces) });

const toolCall = object(
  {
    id: string,
    type: oneOf('function'),
    index: integer(),
    function: object({ name: string, arguments: union({ dict: dictionary, str: string }) }, [
      'name',
      'arguments',
    ]),
  },
  ['function'],
);

const role = string;

const message = tagged('role', {
  system: object(
    {
      role,
      content: contentOf(tagged('type', { text: textPiece, thinking: thinkingPiece })),
    },
    ['content'],
  ),
  user: object({ role, content: nullable(contentOf(piece)) }, ['content']),
  assistant: object({
    role,
    content: nullable(contentOf(piece)),
    tool_calls: nullable(list(toolCall)),
    prefix: boolean,
  }),
  tool: object(
    {
      role,
      content: nullable(contentOf(piece)),
      tool_call_id: nullable(string),
      name: nullable(string),
    },
    ['content'],
  ),
});

const functionTool = object(
  {
    type: oneOf('function'),
    function: object(
      { name: string, description: string, strict: boolean, parameters: dictionary },
      ['name', 'parameters'],
    ),
  },
  ['function'],
);

const responseFormat = object({
  type: oneOf('text', 'json_object', 'json_schema'),
  json_schema: nullable(
    object({ name: string, description: nullable(string), schema: dictionary, strict: boolean }, [
      'name',
      'schema',
    ]),
  ),
});

const toolChoice = union({
  ToolChoice: object({ type: oneOf('function'), function: object({ name: string }, ['name']) }, [
    'function',
  ]),
  ToolChoiceEnum: oneOf('auto', 'none', 'any', 'required'),
});

/** Tools that Mistral itself runs are not supported by this server and rejected. */
const chatRequest = object(
  {
    ...sampling,
    messages: list(message),
    response_format: responseFormat,
    tools: nullable(list(tagged('type', { function: functionTool }))),
    tool_choice: toolChoice,
    presence_penalty: nullable(number({ min: -2, max: 2 })),
    frequency_penalty: nullable(number({ min: -2, max: 2 })),
    n: nullable(integer({ min: 1 })),
    prediction: object({ type: oneOf('content'), content: string }),
    parallel_tool_calls: boolean,
    reasoning_effort: nullable(oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max')),
    prompt_mode: nullable(oneOf('reasoning')),
    guardrails: nullable(list(dictionary)),
    service_tier: nullable(oneOf('auto', 'standard_only')),
    safe_prompt: boolean,
  },
  ['messages', 'model'],
);

/** Annotations with a schema are not supported by this server and rejected as unknown fields. */
const ocrRequest = object(
  {
    model: nullable(string),
    document: union({
      FileChunk: object({ type: oneOf('file'), file_id: string }, ['file_id']),
      DocumentURLChunk: object(
        { type: oneOf('document_url'), document_url: string, document_name: nullable(string) },
        ['document_url'],
      ),
      ImageURLChunk: object(
        { type: oneOf('image_url'), image_url: union({ ImageURL: imageUrl, str: string }) },
        ['image_url'],
      ),
    }),
    pages: nullable(union({ str: string, 'list[int]': list(integer()) })),
    include_image_base64: nullable(boolean),
    image_limit: nullable(integer()),
    image_min_size: nullable(integer()),
    table_format: nullable(oneOf('markdown', 'html')),
    extract_header: boolean,
    extract_footer: boolean,
    include_blocks: boolean,
    confidence_scores_granularity: nullable(oneOf('word', 'page', 'block')),
  },
  ['document', 'model'],
);

const embeddingRequest = object(
  {
    model: string,
    metadata: nullable(dictionary),
    input: union({ str: string, 'list[str]': list(string) }),
    output_dimension: nullable(integer({ above: 0 })),
    output_dtype: oneOf('float', 'int8', 'uint8', 'binary', 'ubinary'),
    encoding_format: oneOf('float', 'base64'),
  },
  ['input', 'model'],
);

const requests: Readonly<Record<PostRoute, Check>> = {
  ...{ fim: fimRequest, chat: chatRequest, ocr: ocrRequest },
  ...{ embeddings: embeddingRequest, conversations: conversationRequest },
};

/** The result of parsing a request body. */
export interface Parsed {
  /** The JSON value; undefined if the text is not valid JSON. */
  readonly body: unknown;
  readonly issues: readonly Issue[];
}

/** The routes with a request body. */
export type PostRoute = 'fim' | 'chat' | 'embeddings' | 'conversations' | 'ocr';

/** Parses and validates a request body of a model route. */
export function validate(route: PostRoute, contentType: string, text: string): Parsed {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The service includes the position of the error, which not all engines report.
    const issue = { type: 'json_invalid', loc: ['body', 0], msg: 'JSON decode error' };
    return { body, issues: [{ ...issue, input: {}, ctx: { error: 'Expecting value' } }] };
  }
  // FastAPI treats a body of another media type as a plain string.
  const value = /^application\/(\w+\+)?json\b/i.test(contentType) ? body : text;
  return { body, issues: requests[route](value, ['body']) };
}
