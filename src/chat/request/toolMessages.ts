import type { AssistantPart, ChatMessage, ToolCall } from '../../mistral/chat.ts';
import { argumentsOf } from '../../mistral/tools/toolCallAssembler.ts';
import type { AssistantTurn, ToolStep } from '../session/conversation.ts';

/** A message of the model that calls tools, with the steps of its calls. */
interface Round {
  readonly text: string;
  readonly thinking: string;
  readonly steps: readonly ToolStep[];
}

/** An answer as the messages that it consisted of. */
interface DividedAnswer {
  readonly rounds: readonly Round[];
  /** What follows the last tool call. */
  readonly text: string;
  readonly thinking: string;
}

/** Divides an answer at its tool calls. Lengths that can't be right are corrected: the archive may be damaged. */
function divideAnswer({ text, thinking, steps = [] }: AssistantTurn): DividedAnswer {
  const rounds: Round[] = [];
  const at = { text: 0, thinking: 0 };
  for (const [index, step] of steps.entries()) {
    if (index > 0 && step.round === steps[index - 1]?.round) continue;
    const end = {
      text: Math.max(at.text, step.textLength),
      thinking: Math.max(at.thinking, step.thinkingLength),
    };
    const next = steps.findIndex((each, place) => place > index && each.round !== step.round);
    rounds.push({
      text: text.slice(at.text, end.text).trimEnd(),
      thinking: thinking.slice(at.thinking, end.thinking),
      steps: steps.slice(index, next === -1 ? steps.length : next),
    });
    Object.assign(at, end);
  }
  return { rounds, text: text.slice(at.text), thinking: thinking.slice(at.thinking) };
}

/**
 * The messages of an answer: each message with its calls, followed by their results, then the conclusion if there is
 * one. `results` are the texts to send, in the order of the steps.
 */
export function answerMessages(
  answer: AssistantTurn,
  results: readonly string[],
  acceptsThinking: boolean,
): readonly ChatMessage[] {
  const { rounds, text, thinking } = divideAnswer(answer);
  const messages: ChatMessage[] = [];
  let at = 0;
  for (const round of rounds) {
    const toolCalls = round.steps.map(callOf);
    messages.push({ role: 'assistant', content: contentOf(round, acceptsThinking), toolCalls });
    for (const { id, name } of round.steps) {
      messages.push({ role: 'tool', toolCallId: id, name, content: results[at] ?? '' });
      at += 1;
    }
  }
  if (text.trim() !== '') {
    messages.push({ role: 'assistant', content: contentOf({ text, thinking }, acceptsThinking) });
  }
  return messages;
}

function contentOf(
  { text, thinking }: Pick<Round, 'text' | 'thinking'>,
  acceptsThinking: boolean,
): string | readonly AssistantPart[] {
  if (!acceptsThinking || thinking === '') return text;
  const thought: AssistantPart = { type: 'thinking', text: thinking };
  return text === '' ? [thought] : [thought, { type: 'text', text }];
}

/** A call as it is sent back. Services reject arguments that are not JSON; the result says what was wrong with them. */
function callOf({ id, name, arguments: text }: ToolStep): ToolCall {
  return { id, name, arguments: argumentsOf(text) && text.trim() !== '' ? text : '{}' };
}
