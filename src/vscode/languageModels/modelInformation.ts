import type * as vscode from 'vscode';
import { detailOf, modelLabel } from '../models/modelLabels.ts';
import { serviceLabel } from '../messages/errorText.ts';
import type { ModelOffer } from './offeredModels.ts';
import { ASSUMED_WINDOW } from '../../chat/request/windowBudget.ts';

/**
 * The share of the context window that VS Code should leave for the answer, and its maximum in tokens: a long file.
 */
const ANSWER_SHARE = 0.25;
const MAX_ANSWER_TOKENS = 16_384;

/** The models for VS Code's picker, at a time in milliseconds since the epoch. */
export function modelInformation(
  { service, models }: ModelOffer,
  now: number,
): vscode.LanguageModelChatInformation[] {
  return models.map((model) => {
    const { id, datedId = id, maxContextLength: context = ASSUMED_WINDOW, vision, tools } = model;
    const maxOutputTokens = Math.min(
      MAX_ANSWER_TOKENS,
      model.maxOutput ?? Infinity,
      Math.floor(context * ANSWER_SHARE),
    );
    return {
      id,
      name: id,
      detail: serviceLabel(service),
      tooltip: `${modelLabel(model)} · ${detailOf(model, now)}`,
      ...familyOf(datedId),
      maxInputTokens: context - maxOutputTokens,
      maxOutputTokens,
      // Unknown image support counts as none. Nearly all models support tools.
      capabilities: { imageInput: vision === true, toolCalling: tools !== false },
    };
  });
}

/** Splits a name: `mistral-medium-3-5` is version `3-5` of `mistral-medium`. A name without a version is its own family. */
function familyOf(name: string): { readonly family: string; readonly version: string } {
  const end = /(?<![\d.-])[\d.-]+$/.exec(name)?.index ?? name.length;
  for (let at = name.indexOf('-', Math.max(1, end)); at >= 0; at = name.indexOf('-', at + 1)) {
    if (/\d/.test(name.charAt(at + 1)))
      return { family: name.slice(0, at), version: name.slice(at + 1) };
  }
  return { family: name, version: name };
}
