import type * as vscode from 'vscode';
import { detailOf, labelOf } from '../models/modelWords.ts';
import { serviceName } from '../notify.ts';
import type { Offer } from './offered.ts';

/** A window that nobody knows is taken for a small one, in tokens: the same as in the panel. */
const UNKNOWN_WINDOW = 32_000;
/** Of the window, what VS Code is to leave for the answer, and the most of it in tokens: a long file. */
const ANSWER_SHARE = 0.25;
const LONGEST_ANSWER = 16_384;

/** The models as VS Code's picker shows them, at a time in milliseconds since the epoch. */
export function rowsOf(
  { service, models }: Offer,
  now: number,
): vscode.LanguageModelChatInformation[] {
  return models.map((model) => {
    const { id, dated = id, maxContextLength: context = UNKNOWN_WINDOW, vision, tools } = model;
    const maxOutputTokens = Math.min(LONGEST_ANSWER, Math.floor(context * ANSWER_SHARE));
    return {
      ...{ id, name: id, detail: serviceName(service) },
      tooltip: `${labelOf(model)} · ${detailOf(model, now)}`,
      ...familyOf(dated),
      ...{ maxInputTokens: context - maxOutputTokens, maxOutputTokens },
      // Images have to be known to be seen; tools are what nearly every model has.
      capabilities: { imageInput: vision === true, toolCalling: tools !== false },
    };
  });
}

/** `mistral-medium-3-5` is version `3-5` of `mistral-medium`; a name without a version is one of its own. */
function familyOf(name: string): { readonly family: string; readonly version: string } {
  const [, family = name, version = name] = /^(.+?)-(\d[\d.-]*)$/.exec(name) ?? [];
  return { family, version };
}
