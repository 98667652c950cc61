import { ServiceError } from '../../mistral/errors/serviceError.ts';

/**
 * Words of services that reject function calling: Mistral's `Function calling is not enabled for this model` and
 * `extra_forbidden` for `tools`, llama.cpp's `tools param requires --jinja flag`, vLLM's
 * `"auto" tool choice requires --enable-auto-tool-choice`, and Ollama's `does not support tools`.
 */
const ABOUT_TOOLS = /\btools?\b|\btool_choice\b|\bfunction[ _-]?call/i;

/** Whether an error says that a service or model does not support function calling. */
export function isToolsUnsupportedError(thrown: unknown): thrown is ServiceError {
  if (!(thrown instanceof ServiceError)) return false;
  const { kind, sentence = '', detail = '' } = thrown;
  const isAboutRequest = kind === 'badRequest' || kind === 'server' || kind === 'notFound';
  return isAboutRequest && ABOUT_TOOLS.test(`${sentence} ${detail}`);
}
