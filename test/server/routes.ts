import { findModel, modelCards, isRetired } from './catalogue.ts';
import { chatRefusal } from './chatRules.ts';
import { embeddingRefusal, embeddingTokens } from './embeddings.ts';
import type { EmbeddingBody } from './embeddings.ts';
import { errorResponse, json, validationErrorResponse } from './errorBodies.ts';
import type { ErrorFacts, ErrorName, CompleteResponse } from './errorBodies.ts';
import { tokensOf } from './messages.ts';
import { documentPage } from './documents.ts';
import type {
  ChatBody,
  ConversationBody,
  FimBody,
  OcrBody,
  RouteName,
  ServiceName,
} from './protocol.ts';
import { samplingRefusal } from './samplingRules.ts';
import { countTokens } from './tokens.ts';
import { validate } from './validation.ts';
import type { PostRoute } from './validation.ts';
import { questionText } from './web.ts';

/** What a request is validated against. */
export interface Incoming {
  readonly service: ServiceName;
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly contentType: string;
  readonly rawBody: string;
  readonly requestId: string;
}

/** The current rules of the server. */
export interface Rules {
  readonly keys: Readonly<Record<ServiceName, string>>;
  /** Whether requests without a key are accepted. A wrong key is always rejected. */
  readonly keyless: boolean;
  readonly validationErrors: 'detail' | 'object';
}

/** A valid request. */
export type ValidRequest =
  | { readonly route: 'fim'; readonly body: FimBody }
  | { readonly route: 'chat'; readonly body: ChatBody }
  | { readonly route: 'conversations'; readonly body: ConversationBody }
  | { readonly route: 'embeddings'; readonly body: EmbeddingBody }
  | { readonly route: 'models'; readonly page: CompleteResponse }
  | { readonly route: 'ocr'; readonly page: CompleteResponse };

/** The result of validation: an order to fulfill or a rejection. */
export type Decision = {
  /** Undefined for an unknown path. */
  readonly route?: RouteName;
  /** The parsed body. */
  readonly body?: unknown;
  /** Whether route, key and schema are valid. */
  readonly valid: boolean;
} & (
  | { readonly order: ValidRequest; readonly refusal?: undefined }
  | { readonly refusal: CompleteResponse; readonly order?: undefined }
);

/** Routes that only the Mistral service has. */
const OF_MISTRAL: ReadonlySet<string> = new Set(['conversations', 'embeddings', 'ocr']);

const posts: Readonly<Record<string, PostRoute>> = {
  '/v1/fim/completions': 'fim',
  '/v1/chat/completions': 'chat',
  '/v1/conversations': 'conversations',
  '/v1/ocr': 'ocr',
  '/v1/embeddings': 'embeddings',
};

/** Validates in the service's order: route, key, schema, model, capabilities, length. */
export function validateRequest(incoming: Incoming, rules: Rules): Decision {
  const { service, method } = incoming;
  const path = incoming.path.split('?', 1)[0]!;
  const refuse = (name: ErrorName, more: { route?: RouteName } = {}): Decision => ({
    valid: false,
    refusal: errorResponse(name, incoming),
    ...more,
  });
  const isList = service === 'mistral' && /^\/v1\/models(\/[^/]+)?$/.test(path);
  const route = isList ? 'models' : posts[path];
  if (!route || (OF_MISTRAL.has(route) && service !== 'mistral')) return refuse('notFoundGateway');
  if (method !== (isList ? 'GET' : 'POST')) return refuse('methodNotAllowed');
  const unauthorized = keyRefusal(incoming, rules);
  if (unauthorized) return refuse(unauthorized, { route });
  if (route === 'models') {
    const page = modelsPage(path, incoming);
    const isFound = page.status === 200;
    return { valid: true, route, ...(isFound ? { order: { route, page } } : { refusal: page }) };
  }
  const { body, issues } = validate(route, incoming.contentType, incoming.rawBody);
  if (issues.length > 0) {
    return {
      valid: false,
      route,
      body,
      refusal: validationErrorResponse(issues, rules.validationErrors),
    };
  }
  // The schema guarantees these types.
  if (route === 'ocr') {
    const page = documentPage(body as OcrBody, incoming);
    const isRead = page.status === 200;
    return {
      valid: true,
      route,
      body,
      ...(isRead ? { order: { route, page } } : { refusal: page }),
    };
  }
  const order = { route, body } as Extract<ValidRequest, { body: unknown }>;
  const refusal = modelRefusal(service, order, incoming);
  return { valid: true, route, body, ...(refusal ? { refusal } : { order }) };
}

/**
 * A missing key is rejected by the gateway; an unknown one by the application on `mistral` and by the gateway on
 * `codestral`.
 */
function keyRefusal({ service, authorization }: Incoming, rules: Rules): ErrorName | undefined {
  if (authorization === undefined) return rules.keyless ? undefined : 'unauthorizedGateway';
  if (authorization === `Bearer ${rules.keys[service]}`) return undefined;
  return service === 'mistral' ? 'unauthorizedApp' : 'unauthorizedGateway';
}

function modelsPage(path: string, facts: ErrorFacts): CompleteResponse {
  const [id] = path.split('/').slice(3);
  if (id === undefined) return json(200, { object: 'list', data: modelCards });
  const card = findModel(decodeURIComponent(id));
  return card ? json(200, card) : errorResponse('notFoundApp', facts);
}

/** The errors of a request for its model. */
function modelRefusal(
  service: ServiceName,
  order: Extract<ValidRequest, { body: unknown }>,
  { requestId }: ErrorFacts,
): CompleteResponse | undefined {
  const { model } = order.body;
  const refuse = (name: ErrorName, facts: Partial<ErrorFacts> = {}): CompleteResponse =>
    errorResponse(name, { requestId, model, ...facts });
  if (isRetired(model)) return refuse('modelRetired');
  const card = findModel(model);
  if (!card || (service === 'codestral' && !model.startsWith('codestral-')))
    return refuse('modelUnknown');
  if (order.route === 'embeddings') return embeddingRefusal(order.body, { requestId, model });
  const can = card.capabilities;
  if (order.route === 'fim') {
    if (!can.completion_fim) return refuse('notFim');
    const greedy = samplingRefusal(order.body, { requestId, model });
    if (greedy) return greedy;
  } else if (order.route === 'conversations') {
    if (!can.completion_chat) return refuse('notChat');
  } else {
    const refusal = chatRefusal(order.body, can, { requestId, model });
    if (refusal) return refusal;
  }
  const tokens = promptTokens(order);
  const maxTokens = card.max_context_length;
  // The prompt and the longest answer share the context.
  const answer = 'max_tokens' in order.body ? (order.body.max_tokens ?? 0) : 0;
  if (tokens + answer <= maxTokens) return undefined;
  // Both texts are in use. Each route has one of them, so that clients see both.
  return refuse(order.route === 'fim' ? 'contextTooLongOlder' : 'contextTooLong', {
    tokens,
    maxTokens,
  });
}

/** The number of tokens in a request. */
export function promptTokens(order: Extract<ValidRequest, { body: unknown }>): number {
  if (order.route === 'embeddings') return embeddingTokens(order.body);
  if (order.route === 'chat') {
    const { messages, tools } = order.body;
    return tokensOf(messages).length + (tools ? countTokens(JSON.stringify(tools)) : 0);
  }
  if (order.route === 'conversations') return countTokens(questionText(order.body));
  return countTokens(order.body.prompt) + countTokens(order.body.suffix ?? '');
}
