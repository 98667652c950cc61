/** What a model can do, as the models list says it. */
export interface Capabilities {
  readonly completion_chat: boolean;
  readonly completion_fim: boolean;
  readonly function_calling: boolean;
  readonly reasoning: boolean;
  readonly vision: boolean;
  readonly [name: string]: boolean;
}

/** One entry of `GET /v1/models`. Odd cards lack a type or have one that nobody knows. */
export interface ModelCard {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
  readonly capabilities: Capabilities;
  readonly name: string;
  readonly description: string;
  readonly max_context_length: number;
  readonly aliases: readonly string[];
  readonly deprecation: string | null;
  readonly deprecation_replacement_model: string | null;
  readonly default_model_temperature: number | null;
  readonly type?: string;
  readonly job?: string;
  readonly root?: string;
  readonly archived?: boolean;
}

type Skill = 'chat' | 'fim' | 'tools' | 'reasoning' | 'vision';

interface Family {
  /** The dated id first, then the names that lead to it. */
  readonly ids: readonly [string, ...string[]];
  readonly skills: readonly Skill[];
  readonly context?: number;
  readonly temperature?: number;
  readonly more?: Partial<ModelCard>;
}

const capabilities = (skills: readonly Skill[]): Capabilities => ({
  completion_chat: skills.includes('chat'),
  completion_fim: skills.includes('fim'),
  function_calling: skills.includes('tools'),
  reasoning: skills.includes('reasoning'),
  vision: skills.includes('vision'),
  fine_tuning: false,
  ocr: false,
  classification: false,
  moderation: false,
  audio: false,
});

/**
 * Ids and skills follow Mistral's public documentation of August 2026. The odd cards and the
 * fine-tuned model are made up in the shapes that the API's description allows or that were seen;
 * dates far away keep "deprecated" and "will be deprecated" true whenever the tests run.
 */
const families: readonly Family[] = [
  { ids: ['codestral-2508', 'codestral-latest'], skills: ['chat', 'fim', 'tools'] },
  {
    ids: ['mistral-medium-3-5', 'mistral-medium-3', 'mistral-medium-latest'],
    skills: ['chat', 'tools', 'reasoning', 'vision'],
    temperature: 0.7,
  },
  {
    ids: ['mistral-small-2603', 'mistral-small-latest'],
    skills: ['chat', 'tools', 'reasoning', 'vision'],
  },
  { ids: ['mistral-large-2512', 'mistral-large-latest'], skills: ['chat', 'tools', 'vision'] },
  { ids: ['ministral-8b-2512', 'ministral-8b-latest'], skills: ['chat', 'tools', 'vision'] },
  {
    ids: ['mistral-medium-2508'],
    skills: ['chat', 'tools', 'vision'],
    context: 131_072,
    more: {
      deprecation: '2026-08-31T12:00:00Z',
      deprecation_replacement_model: 'mistral-medium-latest',
    },
  },
  {
    ids: ['codestral-2507'],
    skills: ['chat', 'fim', 'tools'],
    context: 32_768,
    more: {
      deprecation: '2099-01-31T12:00:00Z',
      deprecation_replacement_model: 'codestral-latest',
    },
  },
  { ids: ['codestral-embed-2505', 'codestral-embed'], skills: [], context: 8_192 },
  { ids: ['card-without-type'], skills: ['chat'], more: { type: undefined as never } },
  { ids: ['card-of-unknown-type'], skills: ['chat', 'fim'], more: { type: 'merged' } },
  { ids: ['card-with-odd-date'], skills: ['chat'], more: { deprecation: '2099-01-31' } },
  {
    ids: ['card-with-borrowed-alias'],
    skills: ['chat'],
    more: {
      aliases: ['codestral-latest', 'card-with-borrowed-alias'],
      description:
        '<img src="x" onerror="alert(1)"> $(trash) [click](command:workbench.action.quit)',
    },
  },
  {
    ids: ['card-of-nulls'],
    skills: [],
    more: {
      aliases: null as never,
      capabilities: null as never,
      name: null as never,
      description: null as never,
      max_context_length: null as never,
      default_model_temperature: null,
    },
  },
  {
    ids: ['card-that-replaces-itself'],
    skills: ['chat'],
    more: {
      deprecation: '2020-01-31T12:00:00Z',
      deprecation_replacement_model: 'card-that-replaces-itself',
    },
  },
  {
    ids: ['ft:codestral-2508:587a6b29:20260514:7e773925'],
    skills: ['chat', 'fim'],
    context: 32_768,
    more: {
      type: 'fine-tuned',
      owned_by: '587a6b29',
      job: '0f6a3c1e-0d2b-4c58-9a43-5f4f7e773925',
      root: 'codestral-2508',
      archived: false,
    },
  },
];

/** When every model was created, in seconds since the epoch: lists that stay the same can be compared. */
const created = 1_768_405_801;

/** Every alias is an entry of its own that names the others. */
const cards: readonly ModelCard[] = families.flatMap((family) =>
  family.ids.map((id) => ({
    id,
    object: 'model' as const,
    created,
    owned_by: 'mistralai',
    capabilities: capabilities(family.skills),
    name: family.ids[0],
    description: `Local stand-in for ${family.ids[0]}.`,
    max_context_length: family.context ?? 262_144,
    aliases: family.ids.filter((other) => other !== id),
    deprecation: null,
    deprecation_replacement_model: null,
    default_model_temperature: family.temperature ?? 0.3,
    type: 'base',
    ...family.more,
  })),
);

/** What `GET /v1/models` lists: two entries of one id that differ, and things that are no entries, are among it. */
export const modelCards: readonly ModelCard[] = [
  ...cards,
  { ...cards[0]!, aliases: [], max_context_length: 1, capabilities: capabilities([]) },
  { ...cards[0]!, id: 'spoilt\u202eid\n' },
  { ...cards[0]!, id: '' },
];

/** Ids that once were models: the documentation says that they answer 404. */
export const retiredModels: readonly string[] = [
  'codestral-2405',
  'codestral-2501',
  'devstral-small-2507',
  'magistral-medium-2509',
];

/** The card of that id or alias. */
export function findModel(id: string): ModelCard | undefined {
  return modelCards.find((card) => card.id === id);
}
