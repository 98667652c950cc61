import type {
  AnswerView,
  CardView,
  ChipView,
  HistoryView,
  PanelState,
  QuestionView,
  SessionView,
} from '../../../src/protocol/views.ts';
import type { Scenario } from './fakeHost.ts';

/** A question. */
export function question(id: string, change: Partial<QuestionView> = {}): QuestionView {
  return { role: 'user', id, text: `Question ${id}`, chips: [], ...change };
}

/** An answer that is done. */
export function answer(id: string, change: Partial<AnswerView> = {}): AnswerView {
  return {
    role: 'assistant',
    id,
    text: `Answer ${id}. The sum is taken over all lines of the cart, and each line counts once.`,
    thinking: '',
    thinkingMs: undefined,
    state: 'done',
    model: 'mistral-medium-latest',
    card: undefined,
    usage: '1,204 tokens in, 356 out · first text after 0.4 s · 92 tokens/s',
    notes: [],
    ...change,
  };
}

/** An attachment. */
export function chip(id: string, change: Partial<ChipView> = {}): ChipView {
  return {
    id,
    kind: 'selection',
    label: 'cart.ts:3-9',
    detail: 'src/cart.ts, lines 3 to 9',
    tokens: 120,
    keptPercent: undefined,
    preview: 'export function total(lines: Line[]): number {\n  return sum(lines);\n}',
    image: undefined,
    ...change,
  };
}

/** Turns in pairs, `count` in all. */
export function turns(count: number, text?: (index: number) => string): SessionView['turns'] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? question(`t${index}`)
      : answer(`t${index}`, text === undefined ? {} : { text: text(index) }),
  );
}

/** All that the panel shows, with an empty chat. */
export function panelState({
  session,
  ...change
}: Partial<Omit<PanelState, 'session'>> & {
  readonly session?: Partial<SessionView>;
} = {}): PanelState {
  return {
    session: {
      id: 'chat-1',
      title: 'Sum of a cart',
      isReadOnly: false,
      turns: [],
      earlier: 0,
      closed: undefined,
      ...session,
    },
    composer: {
      chips: [],
      suggestion: { id: 'file:src/cart.ts', label: 'cart.ts' },
      tokens: 12_300,
      window: 256_000,
      takesImages: true,
    },
    models: {
      selected: 'mistral-medium-latest',
      rows: [
        {
          id: 'mistral-medium-latest',
          label: 'mistral-medium-latest → mistral-medium-3-5 · 256K tokens · sees images · thinks',
        },
        { id: 'codestral-latest', label: 'codestral-latest → codestral-2508 · 128K tokens' },
        { id: 'house-model', label: 'house-model' },
      ],
      service: 'Mistral',
    },
    target: { label: 'cart.ts', line: 12, isSelecting: true },
    notice: undefined,
    history: undefined,
    ...change,
  };
}

/** A failure that may be tried again later. */
export function failureCard(change: Partial<CardView> = {}): CardView {
  return {
    title: 'Mistral limits the number of requests.',
    advice: 'Wait a little, or choose another model.',
    requestId: 'req-0a1b2c3d4e5f',
    actions: [
      { action: 'retry', label: 'Try Again' },
      { action: 'chooseModel', label: 'Choose Model' },
    ],
    retryAt: undefined,
    ...change,
  };
}

const HOUR = 3_600_000;

/** A list of chats, of this workspace and others. */
export function history(query = ''): HistoryView {
  const at = (hours: number): number => Date.now() - hours * HOUR;
  return {
    query,
    rows: [
      { id: 'chat-1', title: 'Sum of a cart', updatedAt: at(0), turns: 4, isHere: true },
      {
        id: 'chat-2',
        title: 'Why does the parser stop at a tab?',
        updatedAt: at(5),
        turns: 8,
        isHere: true,
      },
      {
        id: 'chat-3',
        title: 'Rename the orders module',
        updatedAt: at(30),
        turns: 2,
        isHere: true,
      },
      { id: 'chat-4', title: 'SQL: slow join', updatedAt: at(24 * 20), turns: 12, isHere: false },
      { id: 'chat-5', title: '', updatedAt: at(24 * 400), turns: 2, isHere: false },
    ],
  };
}

const PICTURE =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const chat: SessionView['turns'] = [
  question('q1', {
    text: 'Why is the total wrong when a line has no price?\nSee the selection.',
    chips: [chip('c1'), chip('c2', { kind: 'file', label: 'orders.ts', keptPercent: 40 })],
  }),
  answer('a1', {
    thinking: 'The reducer adds undefined to a number, which gives NaN.',
    thinkingMs: 3_200,
    text: 'A line without a price gives `undefined`, and `undefined + 1` is `NaN`. Treat a missing price as 0, or leave such lines out before you add them up.',
  }),
  question('q2', {
    text: 'Show me the change.',
    chips: [chip('c3', { kind: 'image', label: 'screen.png', preview: '', image: PICTURE })],
  }),
];

/** The panel's main states, by name: looked at in every theme. */
export const SCENES: Readonly<Record<string, Scenario>> = {
  empty: { state: panelState() },
  'first page': {
    state: panelState({
      session: {
        title: '',
        closed: failureCard({
          title: 'One API key, and you can begin',
          advice:
            'A key of either kind opens completions and chat: a Mistral key, or a Codestral key if your account has one.',
          requestId: undefined,
          actions: [
            { action: 'setMistralKey', label: 'Set Mistral API Key' },
            { action: 'setCodestralKey', label: 'Set Codestral API Key' },
            { action: 'getKey', label: 'Get a key at console.mistral.ai' },
          ],
          isFirstPage: true,
        }),
      },
    }),
  },
  closed: {
    state: panelState({
      session: {
        title: '',
        closed: failureCard({
          title: 'There is no API key.',
          advice: 'One key is enough: set a Mistral or a Codestral key.',
          requestId: undefined,
          actions: [{ action: 'setKey', label: 'Set API Key' }],
        }),
      },
    }),
  },
  chat: {
    state: panelState({
      session: { turns: [...chat, answer('a2')], earlier: 12 },
      composer: {
        chips: [chip('c1'), chip('c2', { kind: 'problems', label: 'Problems' })],
        suggestion: { id: 'file:src/cart.ts', label: 'cart.ts' },
        tokens: 240_000,
        window: 256_000,
        takesImages: true,
      },
      notice: { id: 'n1', kind: 'info', text: 'The chat “SQL” was deleted.', button: 'Undo' },
    }),
    draft: 'And how do I test that?',
  },
  streaming: {
    state: panelState({
      session: {
        turns: [
          ...chat,
          answer('a2', { state: 'streaming', thinking: 'First the types.', usage: undefined }),
        ],
      },
    }),
  },
  error: {
    state: panelState({
      session: {
        turns: [
          ...chat,
          answer('a2', {
            state: 'failed',
            text: '',
            usage: undefined,
            card: failureCard({ retryAt: Date.now() + 12_000 }),
          }),
        ],
      },
      notice: {
        id: 'n1',
        kind: 'error',
        text: 'The file .env is excluded: nothing of it is sent.',
        button: undefined,
      },
    }),
  },
  cut: {
    state: panelState({
      session: {
        turns: [
          ...chat,
          answer('a2', { state: 'cut', notes: ['The 4 oldest messages were not sent.'] }),
        ],
      },
    }),
  },
  readOnly: {
    state: panelState({ session: { turns: [...chat, answer('a2')], isReadOnly: true } }),
  },
  history: { state: panelState({ session: { turns: chat }, history: history() }) },
};
