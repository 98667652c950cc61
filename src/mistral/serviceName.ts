/** A service: a base URL and its key. Each request goes to exactly one. */
export type ServiceName = 'mistral' | 'codestral';

/** All services. */
export const SERVICES: readonly ServiceName[] = ['mistral', 'codestral'];

/** The features that send requests. */
export type Feature = 'completion' | 'chat';

/**
 * The rank of a request. `interactive`: the user waits for its answer in the chat or after a command; completions leave
 * room for it. `background`: it waits for all others.
 */
export type RequestPriority = 'completion' | 'interactive' | 'background';

/** What a model is selected for: a feature, or the actions that don't stream into a chat or an editor. */
export type ModelPurpose = Feature | 'actions';

/** The feature whose service a model is used with. */
export function featureOf(purpose: ModelPurpose): Feature {
  return purpose === 'completion' ? 'completion' : 'chat';
}
