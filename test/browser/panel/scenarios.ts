import type {
  AssistantTurnView,
  ToolCallView,
  CardView,
  AttachmentView,
  PanelState,
  UserTurnView,
  SessionView,
} from '../../../src/protocol/panelViews.ts';
import type { HistoryView } from '../../../src/protocol/historyViews.ts';
import type { ChangedFileView } from '../../../src/protocol/changeViews.ts';
import type { Scenario } from './fakeHost.ts';

/** A user message. */
export function question(id: string, change: Partial<UserTurnView> = {}): UserTurnView {
  return { role: 'user', id, text: `Question ${id}`, chips: [], ...change };
}

/** A complete answer. */
export function answer(id: string, change: Partial<AssistantTurnView> = {}): AssistantTurnView {
  return {
    role: 'assistant',
    id,
    text: `Answer ${id}. The sum is taken over all lines of the cart, and each line counts once.`,
    thinking: '',
    thinkingMs: undefined,
    steps: [],
    state: 'done',
    model: 'mistral-medium-latest',
    isCommitMessage: false,
    card: undefined,
    usage: {
      summary: '0.2 ¢',
      detail: '1,204 tokens in, 356 out · 0.2 ¢ · first token in 0.4 s · 92 tokens/s',
    },
    notes: [],
    ...change,
  };
}

/** A tool call that was made when the text of its answer had this length. */
export function step(id: string, label: string, textLength = 0): ToolCallView {
  return { id, state: 'done', label, textLength };
}

/** An answer from the web: cited sources, a number that leads elsewhere, and a source without an address. */
export function webAnswer(id: string, change: Partial<AssistantTurnView> = {}): AssistantTurnView {
  const docs = 'https://docs.example/fetch?a=1&b=2';
  return answer(id, {
    text:
      `Requests follow at most 20 redirects[\\[1\\]](${docs.replace('&', '&amp;')})` +
      '[\\[2\\]](https://xn--80ak6aa92e.com/). Others say 21[\\[1\\]](https://evil.example/), or so[3].',
    webSources: [
      { title: 'Fetch: redirects', url: docs, host: 'docs.example' },
      {
        title: 'docs.example: <b>the</b> [real](https://docs.example) page [U+202E]',
        url: 'https://xn--80ak6aa92e.com/',
        host: 'xn--80ak6aa92e.com',
      },
      { title: 'A page without an address', url: undefined, host: undefined },
    ],
    ...change,
  });
}

/** An attachment. */
export function chip(id: string, change: Partial<AttachmentView> = {}): AttachmentView {
  return {
    id,
    kind: 'selection',
    label: 'cart.ts:3-9',
    detail: 'src/cart.ts, lines 3 to 9',
    tokens: 120,
    keptPercent: undefined,
    preview: 'export function total(lines: Line[]): number {\n  return sum(lines);\n}',
    image: undefined,
    canOpen: true,
    ...change,
  };
}

/** A document that is read when the message is sent. */
export function documentChip(
  id: string,
  summary: string,
  change: Partial<NonNullable<AttachmentView['document']>> = {},
): AttachmentView {
  return chip(id, {
    ...{ kind: 'document', label: 'spec.pdf', detail: 'docs/spec.pdf', tokens: 9_600, preview: '' },
    document: { summary, range: '', isReading: false, ...change },
  });
}

/** A proposed change of a file. */
export function changedFile(path: string, change: Partial<ChangedFileView> = {}): ChangedFileView {
  return {
    id: `file:///shop/${path}`,
    ...{ path, isNew: false, added: 3, removed: 1, conflicts: 0, isBlocked: false },
    ...change,
  };
}

/** `count` turns, alternating between user and assistant. */
export function turns(count: number, text?: (index: number) => string): SessionView['turns'] {
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0
      ? question(`t${index}`)
      : answer(`t${index}`, text === undefined ? {} : { text: text(index) }),
  );
}

/** The state of the panel with an empty chat. */
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
      unavailable: undefined,
      ...session,
    },
    composer: {
      chips: [],
      suggestion: { id: 'file:src/cart.ts', label: 'cart.ts' },
      tokens: 12_300,
      contextWindow: 256_000,
      supportsImages: true,
    },
    models: {
      selected: 'mistral-medium-latest',
      rows: [
        {
          id: 'mistral-medium-latest',
          label: 'mistral-medium-latest → mistral-medium-2604 · 256K tokens · vision · reasoning',
        },
        { id: 'codestral-latest', label: 'codestral-latest → codestral-2508 · 128K tokens' },
        { id: 'team-model', label: 'team-model' },
      ],
      service: 'Mistral',
    },
    commands: [
      { name: 'explain', detail: 'Explain the code' },
      { name: 'fix', detail: 'Find and fix a problem' },
      { name: 'tests', detail: 'Write tests' },
      { name: 'doc', detail: 'Write documentation' },
      { name: 'commit', detail: 'Write a commit message' },
      { name: 'clear', detail: 'Start a new chat' },
    ],
    target: { label: 'cart.ts', line: 12, isSelecting: true },
    notice: undefined,
    changes: undefined,
    toolConfirmation: undefined,
    history: undefined,
    ...change,
  };
}

/** An error card with a retry button. */
export function failureCard(change: Partial<CardView> = {}): CardView {
  return {
    title: 'Rate limit reached at Mistral.',
    advice: 'Wait, or choose another model.',
    details: {
      sentence: 'Requests rate limit exceeded',
      status: 429,
      requestId: 'req-0a1b2c3d4e5f',
    },
    actions: [
      { action: 'retry', label: 'Try Again' },
      { action: 'chooseModel', label: 'Choose Model' },
    ],
    retryAt: undefined,
    ...change,
  };
}

const HOUR = 3_600_000;

/** A history with chats of this and other workspaces. */
function history(query = ''): HistoryView {
  const at = (hours: number): number => Date.now() - hours * HOUR;
  return {
    query,
    rows: [
      {
        id: 'chat-1',
        title: 'Sum of a cart',
        updatedAt: at(0),
        turns: 4,
        isInCurrentWorkspace: true,
      },
      {
        id: 'chat-2',
        title: 'Why does the parser stop at a tab?',
        updatedAt: at(5),
        turns: 8,
        isInCurrentWorkspace: true,
      },
      {
        id: 'chat-3',
        title: 'Rename the orders module',
        updatedAt: at(30),
        turns: 2,
        isInCurrentWorkspace: true,
      },
      {
        id: 'chat-4',
        title: 'SQL: slow join',
        updatedAt: at(24 * 20),
        turns: 12,
        isInCurrentWorkspace: false,
      },
      { id: 'chat-5', title: '', updatedAt: at(24 * 400), turns: 2, isInCurrentWorkspace: false },
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

/** The panel's main states by name, checked in every theme. */
export const SCENES: Readonly<Record<string, Scenario>> = {
  documents: {
    state: panelState({
      composer: {
        ...panelState().composer,
        suggestion: undefined,
        chips: [
          documentChip('d1', '12 pages · $0.048'),
          chip('d2', { kind: 'document', label: 'brief.docx', detail: 'docs/brief.docx' }),
        ],
      },
      documentConfirmation: { id: 'q1', text: 'Read 240 pages of handbook.pdf for about $0.96?' },
    }),
  },
  empty: { state: panelState() },
  changes: {
    state: panelState({
      session: { turns: turns(2) },
      changes: {
        files: [
          changedFile('src/cart.ts'),
          changedFile('src/a/very/deep/folder/withAQuiteLongFileNameInIt.ts', { conflicts: 2 }),
          changedFile('test/cart.test.ts', { isNew: true, added: 1_204, removed: 0 }),
          changedFile('src/taken.ts', { isNew: true, isBlocked: true }),
        ],
        undoCount: 1,
      },
    }),
  },
  'command question': {
    state: panelState({
      session: { turns: turns(2) },
      toolConfirmation: {
        ...{
          id: 'c1',
          text: 'npm test -- --grep "total"[U+202E]',
          kind: 'command',
          canAlwaysAllow: true,
        },
        hasAllowed: true,
      },
    }),
  },
  'question of another chat': {
    state: panelState({
      session: { turns: turns(2) },
      toolConfirmation: {
        ...{ id: 'c3', text: 'npm run build', kind: 'command' },
        ...{ canAlwaysAllow: false, hasAllowed: false },
        otherChat: { id: 's2', title: 'Find out why the build of the release branch fails' },
      },
    }),
  },
  'search question': {
    state: panelState({
      session: { turns: turns(2) },
      toolConfirmation: {
        ...{ id: 'c2', text: 'What changed in the fetch API of Node.js 24?', kind: 'search' },
        ...{ canAlwaysAllow: false, hasAllowed: false },
      },
    }),
  },
  'web answer': { state: panelState({ session: { turns: [question('q1'), webAnswer('a1')] } }) },
  'accepted changes': {
    state: panelState({ session: { turns: turns(2) }, changes: { files: [], undoCount: 2 } }),
  },
  'first page': {
    state: panelState({
      session: {
        title: '',
        unavailable: failureCard({
          title: 'Add an API key to get started',
          advice: 'Either key works for completions and chat: a Mistral key or a Codestral key.',
          details: undefined,
          actions: [
            { action: 'setMistralKey', label: 'Set Mistral API Key' },
            { action: 'setCodestralKey', label: 'Set Codestral API Key' },
            { action: 'getKey', label: 'Get a key at console.mistral.ai' },
          ],
          isGetStarted: true,
        }),
      },
    }),
  },
  closed: {
    state: panelState({
      session: {
        title: '',
        unavailable: failureCard({
          title: 'No API key set.',
          advice: 'One key is enough: set a Mistral or a Codestral key.',
          details: undefined,
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
        contextWindow: 256_000,
        supportsImages: true,
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
  'tool calls': {
    state: panelState({
      session: {
        turns: [
          ...chat,
          answer('a2', {
            ...{ state: 'streaming', usage: undefined },
            text: 'I look for it.\n\n```ts\nretryAfter(\n\nIt is in `cart.ts`.\n\n```ts\nwait();\n```\n',
            steps: [
              step('s1', 'Searched for retryAfter: 7 results in 3 files', 35),
              { ...step('s2', 'Read .env: failed', 35), state: 'failed' },
              { ...step('s6', 'Run npm test: declined', 35), state: 'declined' },
              { ...step('s3', 'Read the problems: stopped', 56), state: 'stopped' },
              {
                ...step('s4', 'Read src/a/long/path/that/does/not/fit/into/the/panel/cart.ts…', 56),
                state: 'running',
              },
            ],
          }),
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
        text: 'The file .env is excluded and is not sent.',
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
