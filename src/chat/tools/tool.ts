import type { ChatTool } from '../../mistral/chat.ts';

/** A tool that the model may call in the chat of the panel. */
export interface Tool {
  /** What the model sees: name, description and a draft-07 schema of the arguments. */
  readonly definition: ChatTool;
  /** Whether the same call may give another result each time, such as a command: it is then not refused as a repetition. */
  readonly mayRepeat?: true;
  /**
   * Runs one call. The arguments are a JSON object that satisfies the schema. Resolves to a result with `isError` for
   * everything that the model can correct, such as a path that does not exist; rejects only if the signal is aborted.
   * `chatId` is the chat whose model makes the call, for questions to the user; undefined outside a chat.
   */
  run(
    args: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
    chatId?: string,
  ): Promise<ToolResult>;
}

/** The result of a tool call. */
export interface ToolResult {
  /** The text that is sent to the service, already limited in length. */
  readonly content: string;
  /** Whether the call failed; the content then says why and what to do instead. */
  readonly isError?: true;
  /** Whether the user did not allow the call. */
  readonly isDeclined?: true;
  /** The number of matches, files or lines, for the line of the step in the chat. */
  readonly count?: number;
  /** What the call itself cost, in US dollars, apart from the tokens of its result; absent if it was free or unknown. */
  readonly cost?: number;
  /** The number of files that the matches are in. */
  readonly files?: number;
  /** The URIs of the files that the content is from: each later request asks again whether they may be sent. */
  readonly sources?: readonly string[];
}

/** A call that the user did not allow; the content says so and what to do instead. */
export function declinedCall(content: string): ToolResult {
  return { ...failedCall(content), isDeclined: true };
}

/** A call that failed: the content says why and what to do instead. */
export function failedCall(content: string): ToolResult {
  return { content, isError: true };
}
