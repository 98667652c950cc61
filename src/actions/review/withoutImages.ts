/**
 * Prepares the model's Markdown for a comment. VS Code does not render HTML or command links in untrusted comments, but it
 * loads images, which could leak what the model has read. A space after `!` turns images into plain text.
 */
export function withoutImages(comment: string): string {
  return comment.replaceAll('![', '! [');
}
