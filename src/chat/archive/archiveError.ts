/** Why a chat could not be read or written. */
export type ArchiveErrorKind =
  /** The disk or its permissions don't allow writing. */
  | 'readOnly'
  /** The disk is full. */
  | 'full'
  /** Another window owns the chat. */
  | 'taken'
  /** Any other error; the message contains the system's error code. */
  | 'failed';

/** The only error that the archive throws. Its message never contains text of a chat. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';

  constructor(
    readonly kind: ArchiveErrorKind,
    detail = '',
  ) {
    super(detail === '' ? kind : `${kind}: ${detail}`);
  }
}

/** A chat that could not be saved. */
export interface ArchiveFailure {
  /** The chat's ID. */
  readonly id: string;
  readonly error: ArchiveError;
}

/** Converts any thrown value to an {@link ArchiveError}. */
export function toArchiveError(thrown: unknown): ArchiveError {
  if (thrown instanceof ArchiveError) return thrown;
  return new ArchiveError('failed', thrown instanceof Error ? thrown.name : typeof thrown);
}
