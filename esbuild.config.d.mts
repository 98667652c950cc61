import type { BuildOptions } from 'esbuild';

/** esbuild's options for `dist/`. */
export function bundleOptions(options: { readonly production: boolean }): BuildOptions;
