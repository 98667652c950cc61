/**
 * The few functions of Mistral's SDK in use. This file is the entry of a bundle of its own, which
 * the first request loads, so that starting up never pays for it; everything else imports its types
 * only.
 */
import { MistralCore } from '@mistralai/mistralai/core.js';
import { chatStream } from '@mistralai/mistralai/funcs/chatStream.js';
import { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
import { modelsList } from '@mistralai/mistralai/funcs/modelsList.js';
import { HTTPClient } from '@mistralai/mistralai/lib/http.js';

export { chatStream, fimStream, HTTPClient, MistralCore, modelsList };

/** What loading the bundle gives. */
export interface Sdk {
  readonly MistralCore: typeof MistralCore;
  readonly HTTPClient: typeof HTTPClient;
  readonly chatStream: typeof chatStream;
  readonly fimStream: typeof fimStream;
  readonly modelsList: typeof modelsList;
}
