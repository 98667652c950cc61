import type { FimRequest } from '../../mistral/fim.ts';
import type { TokenUsage } from '../../mistral/tokenUsage.ts';
import type { FailureKind } from '../../mistral/errors/failureKind.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';
import type { PostprocessedAnswer } from '../postprocess/postprocess.ts';
import type { Snippet } from '../prompt/context/snippet.ts';
import type { CompletionMode } from '../postprocess/stop/completionMode.ts';

/** What a request is for. */
export type RequestPurpose = 'suggestion' | 'alternative' | 'prefetch';

/** Read-only view of a request for traces and messages. Times are in milliseconds since the epoch. */
export interface RequestTrace {
  readonly purpose: RequestPurpose;
  readonly mode: CompletionMode;
  /** The request as sent. */
  readonly request: FimRequest;
  /** The snippets of other files in the prompt, in their order. */
  readonly snippets: readonly Snippet[];
  readonly service: ServiceName;
  readonly sentAt: number;
  readonly firstTextAt?: number | undefined;
  /** When the suggestion was ready or the request failed; lines after the suggestion may still arrive. */
  readonly endedAt?: number | undefined;
  /** All text received so far. */
  readonly raw: string;
  /** Whether the stream is closed and no more text can arrive. */
  readonly isClosed: boolean;
  /** The service's finish reason; undefined if the extension closed the stream first. */
  readonly finishReason?: string | undefined;
  readonly usage?: TokenUsage | undefined;
  readonly failure?: FailureKind | undefined;
  /** Detail of the failure without user data, from the ServiceError. */
  readonly failureDetail?: string | undefined;
  /** The post-processed answer. */
  readonly result?: PostprocessedAnswer | undefined;
}
