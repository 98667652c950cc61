import { raceAbort } from '../../base/async.ts';
import { isRecord } from '../../base/json.ts';
import { cleanText } from '../../base/sanitizeText.ts';
import { beginningOf } from '../../base/textExcerpt.ts';
import type { ReceivedToolCall, ChatTool } from '../../mistral/chat.ts';
import { argumentsOf } from '../../mistral/tools/toolCallAssembler.ts';
import { idOfCall } from '../../mistral/tools/toolIds.ts';
import type { ToolStepOutcome, ToolStep } from '../session/conversation.ts';
import { failedCall } from './tool.ts';
import type { Tool, ToolResult } from './tool.ts';
import { checkArguments, jsonQuoted } from './toolArguments.ts';

/** The longest result that is sent, in characters: about 8,000 tokens. Tools limit their results themselves. */
export const MAX_RESULT_LENGTH = 30_000;
/** How often the same call with the same arguments is run for one question. */
const MAX_SAME = 2;
/** After this number of refused repetitions, the model must answer without tools. */
const MAX_REFUSED = 3;

/** The tools for one answer. */
export interface AnswerTools {
  readonly tools: readonly Tool[];
  /** The chat that the answer belongs to. */
  readonly chatId?: string | undefined;
  /** The maximum number of calls for one question. */
  readonly maxSteps: number;
  /** Removes what must not be sent from a result, such as keys. */
  readonly clean?: ((text: string) => Promise<string>) | undefined;
  /** Called with exceptions of tools, for the log. */
  readonly onUnexpectedError?: ((thrown: unknown) => void) | undefined;
}

/** What a request says about tools. */
export interface ToolOffer {
  readonly tools: readonly ChatTool[];
  /** `none` once the model must answer without further calls. */
  readonly choice: 'auto' | 'none';
}

/** Stores the steps of an answer. */
export interface StepList {
  /** The steps so far, including those of an answer that is continued. */
  readonly steps: readonly ToolStep[];
  /** Adds a step that starts to run. */
  beginStep(step: Pick<ToolStep, 'id' | 'name' | 'arguments' | 'round'>): void;
  /** Ends the running step. */
  endStep(state: ToolStepOutcome, result: ToolResult): void;
}

/**
 * Runs the tool calls of one answer, one after another. Whatever the model asks for, it ends: at most `maxSteps` calls
 * are run; the same call is run twice at most, and after three more attempts the model must answer without tools.
 */
export class ToolCallRunner {
  readonly #tools: AnswerTools;
  readonly #byName: ReadonlyMap<string, Tool>;
  /** How often each call was made. */
  readonly #made = new Map<string, number>();
  #refused = 0;
  #isExhausted = false;

  /** `earlier` are the steps of an answer that is continued. */
  constructor(tools: AnswerTools, earlier: readonly ToolStep[]) {
    this.#tools = tools;
    this.#byName = new Map(tools.tools.map((tool) => [tool.definition.name, tool]));
    for (const step of earlier) this.#count(keyOf(step));
    this.#isExhausted = earlier.length >= tools.maxSteps;
  }

  /** The tools to offer in the next request. */
  get offer(): ToolOffer {
    return {
      tools: this.#tools.tools.map(({ definition }) => definition),
      choice: this.#isExhausted ? 'none' : 'auto',
    };
  }

  /** Runs the calls of one message of the model. Ends early if the signal is aborted. */
  async run(
    calls: readonly ReceivedToolCall[],
    list: StepList,
    signal: AbortSignal,
  ): Promise<void> {
    const round = (list.steps.at(-1)?.round ?? -1) + 1;
    const inRound = new Set<string>();
    for (const call of calls) {
      const key = keyOf(call);
      // The same call twice in one message has one result.
      if (inRound.has(key)) continue;
      inRound.add(key);
      const isOver = list.steps.length >= this.#tools.maxSteps;
      list.beginStep({
        id: uniqueId(call, list.steps),
        name: call.name,
        arguments: call.arguments,
        round,
      });
      const result = isOver ? this.#pastLimit() : await this.#result(call, key, signal);
      if (!result) return;
      list.endStep(outcomeOf(result), result);
      if (isOver) return;
    }
    if (list.steps.length >= this.#tools.maxSteps) this.#isExhausted = true;
  }

  /** The result of a call, or what is wrong with it; undefined if the signal is aborted. */
  async #result(
    call: ReceivedToolCall,
    key: string,
    signal: AbortSignal,
  ): Promise<ToolResult | undefined> {
    const tool = this.#byName.get(call.name);
    if (!tool) return failedCall(this.#unknown(call.name));
    const checked = checkArguments(call.arguments, tool.definition.parameters);
    const count = this.#count(key);
    if (count > MAX_SAME && !tool.mayRepeat) return this.#repeated(count);
    if ('error' in checked) return failedCall(checked.error);
    try {
      const result = await raceAbort(tool.run(checked.values, signal, this.#tools.chatId), signal);
      if (!result || signal.aborted) return undefined;
      return { ...result, content: await this.#cleaned(result.content) };
    } catch (thrown) {
      if (signal.aborted) return undefined;
      this.#tools.onUnexpectedError?.(thrown);
      return failedCall('The tool failed. Do not call it again with the same arguments.');
    }
  }

  async #cleaned(content: string): Promise<string> {
    // First the limit: cleaning a huge text takes time.
    const kept = limited(cleanText(content.slice(0, 2 * MAX_RESULT_LENGTH)), content.length);
    return (await this.#tools.clean?.(kept)) ?? kept;
  }

  #pastLimit(): ToolResult {
    this.#isExhausted = true;
    const { maxSteps } = this.#tools;
    return failedCall(
      `Not run: the limit of ${maxSteps} tool calls for one question is reached. Answer with what you know now, and say what is missing.`,
    );
  }

  #repeated(count: number): ToolResult {
    this.#refused += 1;
    if (this.#refused >= MAX_REFUSED) this.#isExhausted = true;
    return failedCall(
      `Not run: you have made this call ${count - 1} times with the same arguments. Use its result, or answer with what you know now.`,
    );
  }

  #unknown(name: string): string {
    const names = [...this.#byName.keys()].join(', ');
    return `There is no tool named ${jsonQuoted(name)}. The tools are: ${names}.`;
  }

  #count(key: string): number {
    const count = (this.#made.get(key) ?? 0) + 1;
    this.#made.set(key, count);
    return count;
  }
}

function outcomeOf({ isDeclined, isError }: ToolResult): ToolStepOutcome {
  if (isDeclined) return 'declined';
  return isError ? 'failed' : 'done';
}

/** The beginning of a result that is too long, with a note. */
function limited(text: string, of: number): string {
  if (of <= MAX_RESULT_LENGTH) return text;
  const kept = beginningOf(text, MAX_RESULT_LENGTH);
  return `${kept}\n(Truncated: the first ${kept.length} of ${of} characters.)`;
}

/** Equal for calls that do the same: property order and whitespace don't count. */
function keyOf({ name, arguments: text }: Pick<ToolStep, 'name' | 'arguments'>): string {
  const values = argumentsOf(text);
  return `${name} ${values ? JSON.stringify(sorted(values)) : text}`;
}

function sorted(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, each]) => [name, sorted(each)]);
}

/** The ID of the service if it is unique in the answer, else one that is. */
function uniqueId(call: ReceivedToolCall, steps: readonly ToolStep[]): string {
  const { id } = call;
  const isFree = (each: string) => steps.every((step) => step.id !== each);
  if (id !== undefined && id !== '' && id.length <= 100 && isFree(id)) return id;
  for (let at = steps.length; ; at += 1) {
    const made = idOfCall(call, at, steps.length);
    if (isFree(made)) return made;
  }
}
