import { asRecord } from '../../base/json.ts';

/**
 * Maximum number of characters in an answer, including reasoning and tool arguments. The longest context is 262,144 tokens
 * (mistral-medium-3-5, codestral-2508), about a million characters.
 */
const MAX_CHARACTERS = 2_000_000;
/** Maximum number of events: one per token of the longest context, plus as many without content. */
const MAX_EVENTS = 524_288;
/** Maximum number of tool calls. An answer with more is a loop and is ended. */
const MAX_TOOL_CALLS = 1_024;
/** Maximum number of bytes between two events with content: one event of the maximum size plus padding. */
const MAX_EMPTY_BYTES = 4_000_000;

/** Measures a streamed answer to detect one that never ends. */
export class AnswerMeter {
  #characters = 0;
  #events = 0;
  #toolCalls = 0;
  #emptyBytes = 0;

  /** Call for all bytes received. */
  received(bytes: number): void {
    this.#emptyBytes += bytes;
  }

  /**
   * Call for each event. Returns whether it has content: text, reasoning, a tool call or a finish reason. Roles, usage,
   * padding and empty texts don't count.
   */
  count(chunk: object): boolean {
    this.#events += 1;
    const { choices } = chunk as { readonly choices?: unknown };
    let hasContent = false;
    for (const choice of Array.isArray(choices) ? (choices as unknown[]) : []) {
      const { delta, finish_reason: finish } = asRecord(choice);
      const { content, reasoning, reasoning_content, tool_calls } = asRecord(delta);
      const calls = Array.isArray(tool_calls) ? (tool_calls as unknown[]) : [];
      const names = calls.map((call) => asRecord(asRecord(call).function));
      const characters =
        lengthOf([content, reasoning, reasoning_content]) +
        lengthOf(names.map((called) => called.arguments));
      const startedCalls = names.filter(({ name }) => lengthOf(name) > 0).length;
      this.#characters += characters;
      this.#toolCalls += startedCalls;
      hasContent ||= characters + startedCalls > 0 || typeof finish === 'string';
    }
    if (hasContent) this.#emptyBytes = 0;
    return hasContent;
  }

  /** Whether the answer exceeds a limit. */
  get isEndless(): boolean {
    return (
      this.#characters > MAX_CHARACTERS ||
      this.#events > MAX_EVENTS ||
      this.#toolCalls > MAX_TOOL_CALLS ||
      this.#emptyBytes > MAX_EMPTY_BYTES
    );
  }
}

/** Fields that describe a part of an answer instead of being one. */
const LABELS: ReadonlySet<string> = new Set(['type', 'id', 'role', 'object']);

/** The total length of all strings in a value, in characters. Reasoning is nested three levels deep. */
function lengthOf(value: unknown, depth = 0): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null || depth > 5) return 0;
  let length = 0;
  for (const [name, item] of Object.entries(value)) {
    if (Array.isArray(value) || !LABELS.has(name)) length += lengthOf(item, depth + 1);
  }
  return length;
}
