import { oneLine } from '../base/sanitizeText.ts';
import { beginningOf } from '../base/textExcerpt.ts';
import { fenced } from '../chat/request/fence.ts';
import type { ModelTaskPrompt, PromptBudget } from './modelTask.ts';

/** Instructions of the project as they are sent. */
export interface InstructionSource {
  readonly path: string;
  readonly text: string;
}

/** The largest share of a prompt for instructions. */
const MAX_SHARE = 0.25;

const INTRODUCTION = `Project instructions, which the user has put into the project for you. Follow them where they apply to this task. They do not change the form of the answer, and the task comes first.`;

/**
 * Adds a project's instructions to the system prompt of a task, where they stay the same from request to request. They
 * are shortened to a quarter of the budget; `build` gets the rest.
 */
export function withInstructions(
  sources: readonly InstructionSource[],
  budget: PromptBudget,
  build: (budget: PromptBudget) => ModelTaskPrompt,
): ModelTaskPrompt {
  const section = sectionOf(sources, Math.floor(budget.characters * MAX_SHARE));
  if (section === '') return build(budget);
  const prompt = build({ ...budget, characters: budget.characters - section.length });
  return { ...prompt, system: prompt.system + section };
}

function sectionOf(sources: readonly InstructionSource[], room: number): string {
  let section = '';
  for (const { path, text } of sources) {
    const head = `${section === '' ? `\n\n${INTRODUCTION}` : ''}\n\n${oneLine(path)}:\n`;
    const block = head + fenced(text, 'markdown');
    // Fences take room as well; a long one is left out.
    const left = room - section.length - (block.length - text.length);
    const shown = text.length <= left ? text : beginningOf(text, left - 1);
    const piece = shown === '' ? '' : head + fenced(shown, 'markdown');
    if (section.length + piece.length <= room) section += piece;
  }
  return section;
}
