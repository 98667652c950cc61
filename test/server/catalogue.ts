/** The capabilities of a model in the models list. */
export interface Capabilities {
  readonly completion_chat: boolean;
  readonly completion_fim: boolean;
  readonly function_calling: boolean;
  readonly reasoning: boolean;
  readonly vision: boolean;
  readonly [name: string]: boolean;
}

/** An entry of `GET /v1/models`. Odd cards lack a type or have an unknown one. */
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

/** The accepted values of `reasoning_effort`, if not `none` and `high`. */
const efforts: ReadonlyMap<string, readonly string[]> = new Map([
  ['zai-glm-5-3', ['low', 'high', 'max']],
]);

interface Family {
  /** The dated ID, followed by its aliases. */
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
 * IDs and capabilities follow Mistral's public documentation and lists of October 2026. The odd cards and the
 * fine-tuned model are invented, in shapes that the API description allows or that have been observed. Distant dates
 * keep "deprecated" and "will be deprecated" true whenever the tests run.
 */
const families: readonly Family[] = [
  {
    ids: ['codestral-2508', 'codestral-latest', 'mistral-code-latest', 'mistral-code-fim-latest'],
    skills: ['chat', 'fim', 'tools'],
  },
  {
    ids: [
      ...(['mistral-medium-2604', 'mistral-medium-latest', 'mistral-medium-3-5'] as const),
      ...['mistral-medium-3.5', 'mistral-medium-3', 'mistral-medium', 'mistral-vibe-cli-latest'],
      ...['mistral-vibe-cli-with-tools', 'magistral-medium-latest'],
    ],
    skills: ['chat', 'tools', 'reasoning', 'vision'],
    temperature: 0.7,
  },
  {
    ids: [
      ...(['mistral-small-2603', 'mistral-small-latest'] as const),
      ...['magistral-small-latest', 'mistral-vibe-cli-fast'],
    ],
    skills: ['chat', 'tools', 'reasoning', 'vision'],
  },
  { ids: ['mistral-large-2512', 'mistral-large-latest'], skills: ['chat', 'tools', 'vision'] },
  {
    ids: ['mistral-large-4-0', 'mistral-large-4'],
    skills: ['chat', 'tools', 'reasoning', 'vision'],
    context: 1_048_576,
  },
  { ids: ['ministral-14b-2512', 'ministral-14b-latest'], skills: ['chat', 'tools', 'vision'] },
  { ids: ['ministral-8b-2512', 'ministral-8b-latest'], skills: ['chat', 'tools', 'vision'] },
  {
    ids: ['ministral-3b-2512', 'ministral-3b-latest'],
    skills: ['chat', 'tools', 'vision'],
    context: 131_072,
  },
  {
    ids: ['zai-glm-5-3', 'zai-glm-latest', 'zai-glm-5'],
    skills: ['chat', 'tools', 'reasoning'],
    context: 1_048_576,
  },
  {
    ids: ['zai-glm-5-2', 'glm-5-2'],
    skills: ['chat', 'tools', 'reasoning'],
    context: 1_048_576,
  },
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

/** The creation time of all models, in seconds since the epoch. Constant, so that lists can be compared. */
const created = 1_768_405_801;

/** Each alias has its own entry, which names the others. */
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

/** The response to `GET /v1/models`. Includes two different entries with the same ID, and invalid entries. */
export const modelCards: readonly ModelCard[] = [
  ...cards,
  { ...cards[0]!, aliases: [], max_context_length: 1, capabilities: capabilities([]) },
  { ...cards[0]!, id: 'invalid\u202eid\n' },
  { ...cards[0]!, id: '' },
];

/** IDs of former models, which respond with 404 according to the documentation. */
const retiredModels: readonly string[] = [
  ...['codestral-2405', 'codestral-2501', 'devstral-2512', 'devstral-latest'],
  ...['devstral-medium-latest', 'devstral-medium-2507', 'devstral-small-2507'],
  ...['labs-devstral-small-2512', 'devstral-small-latest', 'magistral-medium-2509'],
  ...['magistral-small-2509', 'ministral-3b-2410', 'ministral-8b-2410', 'mistral-large-2411'],
  ...['mistral-medium-2505', 'mistral-small-2506', 'open-mistral-nemo-2407', 'open-mistral-nemo'],
  ...['pixtral-12b-2409', 'pixtral-12b-latest', 'pixtral-large-2411', 'pixtral-large-latest'],
  'labs-leanstral-1-5',
];

/** Whether a model is no longer served: a former one, or one whose date has passed. */
export function isRetired(id: string): boolean {
  return retiredModels.includes(id) || Date.parse(findModel(id)?.deprecation ?? '') <= Date.now();
}

/** The accepted values of `reasoning_effort`, by any name of a model. */
export function effortsOf(id: string): readonly string[] {
  return efforts.get(findModel(id)?.name ?? id) ?? ['none', 'high'];
}

/** The card with that ID or alias. */
export function findModel(id: string): ModelCard | undefined {
  return modelCards.find((card) => card.id === id);
}
