import { ServiceError } from '../mistral/errors/serviceError.ts';

/** An action that ends before its request is sent, for example because a file was excluded in the meantime. */
export class ActionAbortedError extends ServiceError {
  /** The reason, for the user. Localized. */
  readonly userMessage: string;

  constructor(userMessage: string) {
    super('aborted', 'mistral');
    this.userMessage = userMessage;
  }
}
