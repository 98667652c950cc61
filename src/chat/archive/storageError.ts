/** Why a chat could not be read or written. */
export type StorageErrorKind =
  /** The disk or its permissions don't allow writing. */
  | 'readOnly'
  /** The disk is full. */
  | 'full'
  /** Another window owns the chat. */
  | 'taken'
  /** Any other error; the message contains the system's error code. */
  | 'failed';

/** The only error that the archive throws. Its message never contains text of a chat. */
export class StorageError extends Error {
  override readonly name = 'StorageError';

  constructor(
    readonly kind: StorageErrorKind,
    detail = '',
  ) {
    super(detail === '' ? kind : `${kind}: ${detail}`);
  }
}

/** A chat that could not be saved. */
export interface ArchiveFailure {
  /** The chat's ID. */
  readonly id: string;
  readonly error: StorageError;
}

/** Converts any thrown value to a {@link StorageError}. */
export function toStorageError(thrown: unknown): StorageError {
  if (thrown instanceof StorageError) return thrown;
  return new StorageError('failed', thrown instanceof Error ? thrown.name : typeof thrown);
}
