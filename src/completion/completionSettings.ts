import type { PromptSettings } from './prompt/fimPrompt.ts';

/** The completion settings at the time of a call. */
export interface CompletionSettings extends PromptSettings {
  readonly multiline: 'auto' | 'never' | 'always';
  /** Delay before a request in milliseconds; null for the adaptive delay. */
  readonly delay: number | null;
  /** Whether to request the next suggestion before the user accepts the current one. */
  readonly prefetch: boolean;
}
