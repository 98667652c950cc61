/** One server-sent event. */
export interface SseEvent {
  /** Empty where the event has no name. */
  readonly event: string;
  /** Its data lines, joined by line feeds. */
  readonly data: string;
}

/**
 * Splits bytes into server-sent events, however they are cut. More forgiving than the standard in
 * two points that real servers need: invalid UTF-8 becomes U+FFFD, and a last event counts without
 * the blank line after it.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  #line = '';
  #endedWithCr = false;
  #event = '';
  #data: string[] = [];
  #dataLength = 0;

  /** Characters of the event that is not complete yet: what a hostile server can make us hold. */
  get pending(): number {
    return this.#line.length + this.#dataLength;
  }

  /** Takes the next bytes and returns the events they complete. */
  push(bytes: Uint8Array): readonly SseEvent[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The end of the stream: returns the last event if it was not followed by a blank line. */
  end(): readonly SseEvent[] {
    return this.#take(`${this.#decoder.decode()}\n\n`);
  }

  #take(text: string): readonly SseEvent[] {
    if (text === '') return [];
    const events: SseEvent[] = [];
    // A line end cut between CR and LF is one line end, not two.
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
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.#event = value;
    if (field === 'data') {
      this.#data.push(value);
      this.#dataLength += value.length;
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
