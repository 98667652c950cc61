import {
  boolean,
  dictionary,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  union,
  string,
  tagged,
} from './schema.ts';
import type { Check } from './schema.ts';

const configuration = object({
  exclude: nullable(list(string)),
  include: nullable(list(string)),
  requires_confirmation: nullable(list(string)),
});

const builtIn = (type: string): Check =>
  object({ type: oneOf(type), tool_configuration: nullable(configuration) });

/** The tools that this server runs. Others of the service are rejected. */
const tool = tagged('type', {
  web_search: builtIn('web_search'),
  web_search_premium: builtIn('web_search_premium'),
});

const inputEntry = object(
  {
    object: oneOf('entry'),
    type: oneOf('message.input'),
    created_at: string,
    completed_at: nullable(string),
    id: string,
    role: oneOf('user', 'assistant'),
    content: string,
    prefix: boolean,
  },
  ['role', 'content'],
);

const completionArgs = object({
  stop: nullable(union({ str: string, 'list[str]': list(string) })),
  presence_penalty: nullable(number({ min: -2, max: 2 })),
  frequency_penalty: nullable(number({ min: -2, max: 2 })),
  temperature: nullable(number({ min: 0, max: 1 })),
  top_p: nullable(number({ min: 0, max: 1 })),
  max_tokens: nullable(integer({ min: 0 })),
  random_seed: nullable(integer({ min: 0 })),
  tool_choice: oneOf('auto', 'none', 'any', 'required'),
  reasoning_effort: nullable(oneOf('high', 'none')),
});

/** A request to `/v1/conversations`, by Mistral's published API description, for a model instead of an agent. */
export const conversationRequest = object(
  {
    inputs: union({ str: string, 'list[InputEntry]': list(inputEntry) }),
    stream: nullable(boolean),
    store: nullable(boolean),
    handoff_execution: nullable(oneOf('client', 'server')),
    instructions: nullable(string),
    tools: nullable(list(tool)),
    completion_args: nullable(completionArgs),
    guardrails: nullable(list(dictionary)),
    name: nullable(string),
    description: nullable(string),
    metadata: nullable(dictionary),
    model: string,
  },
  ['inputs', 'model'],
);
