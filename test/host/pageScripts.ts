/** Scripts that run in a page of the workbench before its own. */

/**
 * Sets the display language. The server build has no translations: the workbench remains English, but extensions see the
 * language and use their own texts.
 */
export function forceLanguage(language: string): string {
  return `Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', {
    get: () => ${JSON.stringify(language)},
    set: () => undefined,
  });`;
}

/**
 * Hides the page, which keeps its layout and focus but is neither animated nor
 * painted. Without a graphics card, this saves about a quarter of the processor time.
 */
const UNPAINTED = `addEventListener('DOMContentLoaded', () => {
  const style = document.createElement('style');
  style.id = 'unpainted';
  style.textContent =
    'html { opacity: 0 } *, ::before, ::after { animation: none !important; transition: none !important }';
  document.head.append(style);
});`;

/**
 * Delivers the server's messages as buffers. The workbench expects blobs and reads each with a file reader, which takes
 * several switches between processes per message: about 5 % of the processor time of a test run.
 */
const BUFFERED_MESSAGES = `{
  globalThis.WebSocket = class extends WebSocket {
    constructor(...options) {
      super(...options);
      this.binaryType = 'arraybuffer';
    }
  };
  const { readAsArrayBuffer } = FileReader.prototype;
  FileReader.prototype.readAsArrayBuffer = function (data) {
    if (data instanceof ArrayBuffer) queueMicrotask(() => this.onload({ target: { result: data } }));
    else readAsArrayBuffer.call(this, data);
  };
}`;

/** For tests that only inspect elements and do not measure time: the same workbench with less work for the processor. */
export const FAST_PAGE = UNPAINTED + BUFFERED_MESSAGES;
