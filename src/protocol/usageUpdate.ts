/** A message from the host to the usage page: the page with the latest figures, as HTML. */
export interface UsageUpdate {
  readonly type: 'usage';
  readonly html: string;
}

/** Whether a message is a {@link UsageUpdate}. */
export function isUsageUpdate(message: unknown): message is UsageUpdate {
  return (
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'usage' &&
    'html' in message &&
    typeof message.html === 'string'
  );
}
