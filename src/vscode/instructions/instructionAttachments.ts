import { attachmentLabel, makeTextAttachment } from '../../chat/context/textAttachment.ts';
import type { TextAttachment } from '../../chat/session/conversation.ts';
import type { InstructionFile } from './projectFile.ts';

/** A file of instructions, or a prompt file, as an attachment. */
export function instructionAttachment(
  { uri, path, text, fullLength }: InstructionFile,
  kind: 'instructions' | 'prompt',
  id: string,
): TextAttachment {
  const name = uri.toString();
  return makeTextAttachment({
    kind,
    id,
    label: attachmentLabel(path),
    path,
    uri: name,
    sources: [name],
    text,
    fullLength,
  });
}
