/** A server-sent event. */
export interface SseEvent {
  /** The event type; empty if it has none. */
  readonly event: string;
  /** The data lines, joined with line feeds. */
  readonly data: string;
}

/**
 * Parses bytes as server-sent events, wherever chunks are split. More lenient than the standard, as real servers
 * require: invalid UTF-8 becomes U+FFFD, the last event needs no blank line after it, an `error` field (llama.cpp) is
 * the data of an `error` event, and a JSON object on a line without a field, which gateways insert, is data.
 *
 * `eventsource-parser` 4.1.3 drops the last two if they are split across chunks, and takes seconds for a 64 kB chunk
 * of short unknown fields.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  #line = '';
  #endedWithCr = false;
  #event = '';
  #data: string[] = [];
  #dataLength = 0;

  /** The size of the incomplete event, in characters. The caller must limit it. */
  get pending(): number {
    return this.#line.length + this.#event.length + this.#dataLength;
  }

  /** Adds bytes. Returns the events that they complete. */
  push(bytes: Uint8Array): readonly SseEvent[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** Ends the stream. Returns the last event if no blank line followed it. */
  end(): readonly SseEvent[] {
    return this.#take(`${this.#decoder.decode()}\n\n`);
  }

  #take(text: string): readonly SseEvent[] {
    if (text === '') return [];
    const events: SseEvent[] = [];
    // CR and LF in two chunks are a single line ending.
    let start = this.#endedWithCr && text.startsWith('\n') ? 1 : 0;
    const rest = text.slice(start);
    const offset = start;
    for (const { 0: lineEnd, index } of rest.matchAll(/\r\n?|\n/g)) {
      this.#line += text.slice(start, offset + index);
      start = offset + index + lineEnd.length;
      const event = this.#endLine();
      if (event) events.push(event);
    }
    this.#line += text.slice(start);
    this.#endedWithCr = text.endsWith('\r');
    return events;
  }

  #endLine(): SseEvent | undefined {
    const line = this.#line;
    this.#line = '';
    if (line === '') return this.#dispatch();
    const [field, value] = fieldOf(line);
    if (field === 'event') this.#event = value;
    if (field === 'error') this.#event = 'error';
    if (field === 'data' || field === 'error') {
      this.#data.push(value);
      // Includes the line ending, since empty lines use memory as well.
      this.#dataLength += value.length + 1;
    }
    return undefined;
  }

  #dispatch(): SseEvent | undefined {
    const event = { event: this.#event, data: this.#data.join('\n') };
    const isEmpty = this.#data.length === 0;
    this.#event = '';
    this.#data = [];
    this.#dataLength = 0;
    return isEmpty ? undefined : event;
  }
}

/** The field name and value of a line. The name of a comment is empty. */
function fieldOf(line: string): readonly [string, string] {
  if (line.startsWith('{')) return ['data', line];
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
