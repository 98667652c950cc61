/** A call of `fetch` that a test answers. */
export interface FetchCall {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers };
}

/** Replaces the global `fetch` until {@link restoreFetch}; returns its calls. */
export function stubFetch(answer: (call: FetchCall) => Promise<Response> | Response): FetchCall[] {
  const calls: FetchCall[] = [];
  globalThis.fetch = async (url, init) => {
    const call = { url: url as string, init: init as FetchCall['init'] };
    calls.push(call);
    const { signal } = call.init;
    const aborted = new Promise<never>((_, reject) => {
      signal!.addEventListener('abort', () => {
        reject(new DOMException('This operation was aborted', 'AbortError'));
      });
    });
    return Promise.race([answer(call), aborted]);
  };
  return calls;
}

const realFetch = globalThis.fetch;

/** Restores the real `fetch`. */
export function restoreFetch(): void {
  globalThis.fetch = realFetch;
}

/** An event stream of the given chunks, which then closes, breaks or stays open. */
export function events(
  pieces: readonly (string | Uint8Array)[],
  end: 'close' | 'break' | 'open' = 'close',
  headers: Record<string, string> = {},
): Response & { readonly canceled: () => boolean } {
  let isCanceled = false;
  const left = pieces.map((piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        const piece = left.shift();
        if (piece) controller.enqueue(piece);
        else if (end === 'close') controller.close();
        else if (end === 'break') {
          const cause = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
          controller.error(new TypeError('terminated', { cause }));
        } else return new Promise<void>(() => undefined);
        return undefined;
      },
      cancel: () => {
        isCanceled = true;
      },
    },
    { highWaterMark: 0 },
  );
  const response = new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers },
  });
  return Object.assign(response, { canceled: () => isCanceled });
}

/** A chunk of a stream in the format of the API. */
export function chunk(content: string | null, more: object = {}): string {
  const choice = { index: 0, delta: { content }, finish_reason: null as string | null };
  const { finish_reason = null, ...rest } = more as { finish_reason?: string | null };
  return `data: ${JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'codestral-latest',
    choices: [{ ...choice, finish_reason }],
    ...rest,
  })}\n\n`;
}
