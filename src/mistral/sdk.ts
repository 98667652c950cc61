/**
 * The functions of Mistral's SDK that we use. This file is the entry point of a separate bundle that the first request
 * loads, so that it does not slow down activation. Other files import types only.
 */
import { MistralCore } from '@mistralai/mistralai/core.js';
import { betaConversationsStartStream } from '@mistralai/mistralai/funcs/betaConversationsStartStream.js';
import { chatStream } from '@mistralai/mistralai/funcs/chatStream.js';
import { embeddingsCreate } from '@mistralai/mistralai/funcs/embeddingsCreate.js';
import { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
import { modelsList } from '@mistralai/mistralai/funcs/modelsList.js';
import { ocrProcess } from '@mistralai/mistralai/funcs/ocrProcess.js';
import { HTTPClient } from '@mistralai/mistralai/lib/http.js';

export {
  betaConversationsStartStream,
  chatStream,
  embeddingsCreate,
  fimStream,
  HTTPClient,
  MistralCore,
  modelsList,
  ocrProcess,
};

/** The exports of the bundle. */
export interface Sdk {
  readonly MistralCore: typeof MistralCore;
  readonly HTTPClient: typeof HTTPClient;
  readonly betaConversationsStartStream: typeof betaConversationsStartStream;
  readonly chatStream: typeof chatStream;
  readonly embeddingsCreate: typeof embeddingsCreate;
  readonly fimStream: typeof fimStream;
  readonly modelsList: typeof modelsList;
  readonly ocrProcess: typeof ocrProcess;
}
