import type { Page } from 'playwright-core';
import type { Drawn } from './drawn.ts';

/** Lines with ghost text in them, and the further lines that a view zone below them shows. */
const ghostLines =
  '.monaco-editor :is(.view-lines .view-line:has(.ghost-text-decoration), .suggest-preview-text .view-line)';

/**
 * The ghost text visible in a window: the pieces within the cursor's line (one span for each colour)
 * and the lines that follow below it, which the editor draws into a view zone of their own. In the
 * zone's last line the rest of the document's line may stand behind the ghost text; it is left out.
 */
export async function ghostTextIn(page: Page): Promise<string> {
  const lines = await page.locator(ghostLines).evaluateAll((found: Drawn[]) =>
    found.map((line) => ({
      top: line.getBoundingClientRect().top,
      below: line.closest('.suggest-preview-text') !== null,
      text: Array.from(
        line.querySelectorAll('.ghost-text-decoration, .ghost-text'),
        (span) => span.textContent,
      ).join(''),
    })),
  );
  lines.sort((a, b) => a.top - b.top);
  const texts = lines.map((line) => line.text);
  // Ghost text that begins with a line end shows nothing in the cursor's own line.
  if (lines[0]?.below) texts.unshift('');
  return texts.join('\n').replaceAll('\u00a0', ' ');
}
