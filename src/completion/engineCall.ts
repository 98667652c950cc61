import type { AvailableService } from '../mistral/serviceRouter.ts';
import type { CompletionSettings } from './completionSettings.ts';
import type { CompletionSite } from './gate.ts';
import type { Snippet } from './prompt/context/snippet.ts';
import type { CompletionRequesterPorts } from './request/completionRequester.ts';
import type { UsageRecorder } from './shownSuggestion.ts';
import type { Snapshot } from './snapshot.ts';
import type { Trace } from './trace.ts';

/** The input of one call. */
export interface SuggestOptions {
  readonly site: CompletionSite;
  readonly settings: CompletionSettings;
  /** Takes the snapshot once the gate has passed; undefined if the document has changed since the call. */
  readonly snapshot: () => Snapshot | undefined;
}

/** What the engine depends on. */
export interface EnginePorts extends CompletionRequesterPorts {
  /** The snippets of other files to send with a request. Must be fast, whatever is open. */
  readonly context: (snapshot: Snapshot) => readonly Snippet[];
  readonly usageRecorder: UsageRecorder;
  /** A random ID of this session, which identifies the service's prompt cache and nothing else. */
  readonly sessionId: string;
}

/** A call of the engine that has passed the gate. */
export interface EngineCall {
  readonly snapshot: Snapshot;
  readonly settings: CompletionSettings;
  /** Aborted when the call is superseded or the engine is reset. */
  readonly signal: AbortSignal;
  readonly trace: Trace;
  /** The service resolved at the gate; undefined once the call has waited, since keys and pauses may have changed. */
  readonly service?: AvailableService | undefined;
}
