import type { Snapshot } from '../../snapshot.ts';

/** Whether the document ends a string or comment below the cursor that ends with this token. */
export function isLiteralClosedBelow(token: string, { syntax, suffix }: Snapshot): boolean {
  const comment = syntax.blockComments.find(([, close]) => close === token);
  // The opening and closing quotes look alike: with an odd number below, the first one closes.
  if (!comment) return suffix.split(token).length % 2 === 0;
  const close = suffix.indexOf(comment[1]);
  const open = suffix.indexOf(comment[0]);
  return close >= 0 && (open < 0 || close < open);
}

/** Whether the cursor is right after `/**` at a line's end, and nothing below ends that comment. */
export function opensComment(snapshot: Snapshot): boolean {
  const line = snapshot.lineBefore.trim();
  return (
    snapshot.lineAfter.trim() === '' &&
    snapshot.syntax.blockComments.some(
      ([open, close]) =>
        line.startsWith(open) &&
        /^\**$/.test(line.slice(open.length)) &&
        !isLiteralClosedBelow(close, snapshot),
    )
  );
}
