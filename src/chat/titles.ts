import type { Question } from './conversation.ts';
/** x */
export function titleOf(question: Question): string {
  return question.text;
}
