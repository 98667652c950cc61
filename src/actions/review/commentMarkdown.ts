/**
 * The Markdown of a model for an untrusted comment, in which VS Code shows neither HTML nor links to commands. It would
 * load images, which could report to their server what the model has read: a space makes them ordinary text. Code stays
 * valid.
 */
export function commentMarkdown(comment: string): string {
  return comment.replaceAll('![', '! [');
}
