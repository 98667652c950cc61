import type { ConversationStreamRequest } from '@mistralai/mistralai/models/components/conversationstreamrequest.js';
import type { WebQuestion } from './conversationEvent.ts';

/** The request in the SDK's format. Mistral keeps nothing of it. */
export function conversationBody({ model, question }: WebQuestion): ConversationStreamRequest {
  return {
    model,
    inputs: question,
    tools: [{ type: 'web_search' }],
    store: false,
    stream: true,
  };
}
