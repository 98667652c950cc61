import type { BilledUsage } from '../tokenUsage.ts';

/** A question that the service answers with web searches. Nothing else of the chat or the workspace is sent. */
export interface WebQuestion {
  readonly model: string;
  readonly question: string;
}

/** A source as the service names it. Both texts come from web pages and are not to be trusted. */
export interface NamedSource {
  readonly title: string;
  /** Undefined if the service gives none, or one of an implausible length. */
  readonly url: string | undefined;
}

/** An event of an answer from the web: pieces of text, and sources where they support the text; then exactly one end. */
export type ConversationEvent =
  | { readonly text: string }
  | { readonly source: NamedSource }
  /** `stop`: the service has no other reason. */
  | { readonly end: string; readonly usage?: BilledUsage };
