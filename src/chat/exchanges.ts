import type { AssistantPart, ChatMessage, UserPart } from '../mistral/chat.ts';
import type { Answer, Question, Turn } from './conversation.ts';

/** A question and what came of it. */
export interface Exchange {
  readonly question: Question;
  /** Undefined where nothing came that could be sent back. */
  readonly answer: Answer | undefined;
  /** How many turns of the conversation it is. */
  readonly turns: number;
}

/** Turns as exchanges. Answers without text and those that failed are none; the API refuses empty messages. */
export function exchangesOf(turns: readonly Turn[]): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const turn of turns) {
    const last = exchanges.at(-1);
    if (turn.role === 'user') exchanges.push({ question: turn, answer: undefined, turns: 1 });
    else if (last) {
      const answer = hasText(turn) ? turn : last.answer;
      exchanges[exchanges.length - 1] = { ...last, answer, turns: last.turns + 1 };
    }
  }
  return exchanges;
}

/** Whether an answer can be sent back, or gone on with. */
export function hasText({ state, text }: Answer): boolean {
  return state !== 'failed' && state !== 'waiting' && text.trim() !== '';
}

/** An answer as it is sent back: with its thoughts, as models that think expect it. */
export function answerMessage(
  { text, thinking }: Answer,
  takesThinking: boolean,
): Extract<ChatMessage, { role: 'assistant' }> {
  if (!takesThinking || thinking === '') return { role: 'assistant', content: text };
  const parts: AssistantPart[] = [
    { type: 'thinking', text: thinking },
    { type: 'text', text },
  ];
  return { role: 'assistant', content: parts };
}

/** A user's message: plain text, or text and pictures. */
export function userMessage(
  text: string,
  images: readonly string[],
): Extract<ChatMessage, { role: 'user' }> {
  const said = text.trim() === '' ? '(left out)' : text;
  if (images.length === 0) return { role: 'user', content: said };
  const pictures = images.map((url): UserPart => ({ type: 'image', url }));
  return { role: 'user', content: [{ type: 'text', text: said }, ...pictures] };
}

/** Messages of which no two of the user stand in a row: neighbours become one. */
export function mergeUsers(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role !== 'user' || message.role !== 'user') merged.push(message);
    else
      merged[merged.length - 1] = { role: 'user', content: joined(last.content, message.content) };
  }
  return merged;
}

type UserContent = Extract<ChatMessage, { role: 'user' }>['content'];

function joined(first: UserContent, second: UserContent): UserContent {
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
