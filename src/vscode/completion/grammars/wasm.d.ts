/** The build copies the file; the import gives its path relative to the importing bundle. */
declare module '*.wasm' {
  const path: string;
  // esbuild exports the path as the default.
  export default path;
}
