/** Why chats could not be read or written. */
export type FaultKind =
  /** Nobody may write there: the disk or its permissions. */
  | 'readOnly'
  /** The disk is full. */
  | 'full'
  /** Another window writes this chat now. */
  | 'taken'
  /** Anything else; the fault's message has the system's code. */
  | 'failed';

/** The one kind of error that leaves the archive. Its message never holds text of a chat. */
export class ArchiveFault extends Error {
  override readonly name = 'ArchiveFault';

  constructor(
    readonly kind: FaultKind,
    detail = '',
  ) {
    super(detail === '' ? kind : `${kind}: ${detail}`);
  }
}

/** Makes an {@link ArchiveFault} of anything that was thrown. */
export function toArchiveFault(thrown: unknown): ArchiveFault {
  if (thrown instanceof ArchiveFault) return thrown;
  return new ArchiveFault('failed', thrown instanceof Error ? thrown.name : typeof thrown);
}
