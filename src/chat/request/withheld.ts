import type { AssistantTurn, Attachment, ToolStep, Turn } from '../session/conversation.ts';

/** Turns that may be sent, and the labels of the attachments that were removed from them. */
export interface SendableTurns {
  readonly turns: readonly Turn[];
  readonly withheld: readonly string[];
}

/** Removes the attachments that may not be sent from all questions; calls `maySend` for each attachment. */
export async function sendableTurns(
  turns: readonly Turn[],
  maySend: (attachment: Attachment) => Promise<boolean>,
): Promise<SendableTurns> {
  const withheld: string[] = [];
  const sendable: Turn[] = [];
  for (const turn of turns) {
    if (turn.role !== 'user' || turn.attachments.length === 0) {
      sendable.push(turn);
      continue;
    }
    const attachments: Attachment[] = [];
    for (const attachment of turn.attachments) {
      if (await maySend(attachment)) attachments.push(attachment);
      else withheld.push(attachment.label);
    }
    sendable.push({ ...turn, attachments });
  }
  return { turns: sendable, withheld: [...new Set(withheld)] };
}

/** The result of a call that may no longer be sent, for the model. */
const WITHHELD = '(Withheld: this result includes a file that may no longer be sent.)';

/** An answer without the arguments and results of tools for files that may no longer be sent; calls `maySend` for each file's URI. */
export async function sendableAnswer(
  answer: AssistantTurn,
  maySend: (source: string) => Promise<boolean>,
): Promise<AssistantTurn> {
  if (!answer.steps) return answer;
  const steps: ToolStep[] = [];
  for (const step of answer.steps) {
    const maySendAll = await all(step.sources ?? [], maySend);
    // The arguments of an edit contain text of the file.
    steps.push(maySendAll ? step : { ...step, arguments: '{}', result: WITHHELD });
  }
  return { ...answer, steps };
}

async function all(
  sources: readonly string[],
  maySend: (source: string) => Promise<boolean>,
): Promise<boolean> {
  for (const source of sources) if (!(await maySend(source))) return false;
  return true;
}
