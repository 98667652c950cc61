import { readFile } from 'node:fs/promises';
import file from 'vscode-oniguruma/release/onig.wasm';

/** Reads the WebAssembly module of the regular expression engine, which the build puts beside the bundles. */
export function readEngine(): Promise<Uint8Array> {
  return readFile(new URL(file, import.meta.url));
}
