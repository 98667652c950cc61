/** Generated files, which say little about the intent of a commit. */
const BY_NAME: readonly RegExp[] = [
  /(?:^|\/)(?:package-lock|npm-shrinkwrap|packages\.lock)\.json$/,
  /(?:^|\/)(?:pnpm-lock\.yaml|go\.sum|bun\.lockb|gradle\.lockfile|Package\.resolved|\.terraform\.lock\.hcl)$/,
  /(?:^|\/)(?:yarn|bun|deno|composer|Gemfile|Cargo|poetry|uv|pdm|Pipfile|flake|mix|pubspec|Podfile)\.lock$/,
  /\.min\.(?:js|mjs|css)$|\.(?:js|css)\.map$|\.snap$/,
  /\.(?:generated|g|designer)\.\w+$|\.pb\.(?:go|cc|h)$|_pb2(?:_grpc)?\.pyi?$/i,
  /(?:^|\/)(?:dist|node_modules|vendor|__snapshots__|__generated__)\//,
];

/** Whether a file is generated, judging by its path and, if known, its first lines. */
export function isGenerated(path: string, head = ''): boolean {
  return BY_NAME.some((name) => name.test(path)) || head.split(/[\n\r]/).some(isMark);
}

/** Whether a line is a generator's mark. */
function isMark(line: string): boolean {
  if (/@generated\b/i.test(line)) return true;
  const [, after] = line.split(/\bcode generated\b(.*)/is, 2);
  return after !== undefined && /\bdo not edit\b/i.test(after);
}
