import type { BuildOptions } from 'esbuild';

/** esbuild's options for `dist/`. */
export function bundleOptions(options: { readonly production: boolean }): BuildOptions;

/** esbuild's options for `dist/webview/`. */
export function panelOptions(options: { readonly production: boolean }): BuildOptions;

/** esbuild's options for the modules of the panel that are loaded on first use. */
export function lazyPanelOptions(options: { readonly production: boolean }): BuildOptions;
