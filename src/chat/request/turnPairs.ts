import type { AssistantPart, ChatMessage, UserPart } from '../../mistral/chat.ts';
import type { AssistantTurn, UserTurn, Turn } from '../session/conversation.ts';

/** A question and its answer. */
export interface TurnPair {
  readonly question: UserTurn;
  /** Undefined if there is no answer that can be sent back. */
  readonly answer: AssistantTurn | undefined;
  /** Number of turns of the conversation it covers. */
  readonly turns: number;
}

/** Groups turns into pairs. Skips failed answers and answers without text: the API rejects empty messages. */
export function turnPairsOf(turns: readonly Turn[]): TurnPair[] {
  const pairs: TurnPair[] = [];
  for (const turn of turns) {
    const last = pairs.at(-1);
    if (turn.role === 'user') pairs.push({ question: turn, answer: undefined, turns: 1 });
    else if (last) {
      const answer = isSendable(turn) ? turn : last.answer;
      pairs[pairs.length - 1] = { ...last, answer, turns: last.turns + 1 };
    }
  }
  return pairs;
}

/** Whether an answer can be sent back or continued: it has text or tool calls. */
export function isSendable({ state, text, steps = [] }: AssistantTurn): boolean {
  return state !== 'failed' && state !== 'waiting' && (text.trim() !== '' || steps.length > 0);
}

/** An answer as a message, with its reasoning if the model accepts it. */
export function answerMessage(
  { text, thinking }: AssistantTurn,
  acceptsThinking: boolean,
): Extract<ChatMessage, { role: 'assistant' }> {
  if (!acceptsThinking || thinking === '') return { role: 'assistant', content: text };
  const parts: AssistantPart[] = [
    { type: 'thinking', text: thinking },
    { type: 'text', text },
  ];
  return { role: 'assistant', content: parts };
}

/** A user message: plain text, or text with images. */
export function userMessage(
  text: string,
  images: readonly string[],
): Extract<ChatMessage, { role: 'user' }> {
  const content = text.trim() === '' ? '(omitted)' : text;
  if (images.length === 0) return { role: 'user', content };
  const imageParts = images.map((url): UserPart => ({ type: 'image', url }));
  return { role: 'user', content: [{ type: 'text', text: content }, ...imageParts] };
}

/** Merges consecutive user messages. */
export function mergeUsers(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role !== 'user' || message.role !== 'user') merged.push(message);
    else
      merged[merged.length - 1] = {
        role: 'user',
        content: joinContent(last.content, message.content),
      };
  }
  return merged;
}

type UserContent = Extract<ChatMessage, { role: 'user' }>['content'];

function joinContent(first: UserContent, second: UserContent): UserContent {
  const before = partsOf(first);
  const [head, ...rest] = partsOf(second);
  const last = before.at(-1);
  if (last?.type !== 'text' || head?.type !== 'text') return [...before, ...partsOf(second)];
  const text = `${last.text}\n\n${head.text}`;
  const parts: UserPart[] = [...before.slice(0, -1), { type: 'text', text }, ...rest];
  return parts.length === 1 ? text : parts;
}

function partsOf(content: UserContent): readonly UserPart[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
