/** Files that tools write: they say little about what somebody has done. */
const BY_NAME: readonly RegExp[] = [
  /(?:^|\/)(?:package-lock|npm-shrinkwrap|packages\.lock)\.json$/,
  /(?:^|\/)(?:pnpm-lock\.yaml|go\.sum|bun\.lockb|gradle\.lockfile|Package\.resolved|\.terraform\.lock\.hcl)$/,
  /(?:^|\/)(?:yarn|bun|deno|composer|Gemfile|Cargo|poetry|uv|pdm|Pipfile|flake|mix|pubspec|Podfile)\.lock$/,
  /\.min\.(?:js|mjs|css)$|\.(?:js|css)\.map$|\.snap$/,
  /\.(?:generated|g|designer)\.\w+$|\.pb\.(?:go|cc|h)$|_pb2(?:_grpc)?\.pyi?$/i,
  /(?:^|\/)(?:dist|node_modules|vendor|__snapshots__|__generated__)\//,
];

/** What generators write into the first lines of a file. */
const BY_HEAD = /@generated\b|\bcode generated\b.*\bdo not edit\b/i;

/** Whether a tool has written a file, as far as its path tells, and its first lines where they are known. */
export function isGenerated(path: string, head = ''): boolean {
  return BY_NAME.some((name) => name.test(path)) || BY_HEAD.test(head);
}
