/** Decodes the percent escapes of a path; one with an invalid escape is returned unchanged. */
export function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
