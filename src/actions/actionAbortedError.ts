import { ServiceError } from '../mistral/errors/serviceError.ts';

/** Thrown when an action ends before its request is sent, for example because a file was excluded in the meantime. */
export class ActionAbortedError extends ServiceError {
  /** The reason, for the user. Localized. */
  readonly userMessage: string;

  constructor(userMessage: string) {
    // No service is involved; the name is not shown.
    super('aborted', 'mistral');
    this.userMessage = userMessage;
  }
}
