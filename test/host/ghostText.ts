import type { Page } from 'playwright-core';
import type { Drawn } from './drawn.ts';

/** Lines with ghost text in them, and the further lines that a view zone below them shows. */
const ghostLines =
  '.monaco-editor :is(.view-lines .view-line:has(.ghost-text-decoration, .ghost-text-decoration-preview), .suggest-preview-text .view-line)';

/** A line with ghost text. */
interface GhostLine {
  readonly top: number;
  /** Whether it stands in the view zone below the cursor's line. */
  readonly below: boolean;
  readonly text: string;
}

/**
 * The ghost text visible in a window: the pieces within the cursor's line (one span for each colour)
 * and the lines that follow below it, which the editor draws into a view zone of their own. In the
 * zone's last line the rest of the document's line may stand behind the ghost text; it is left out.
 */
export async function ghostTextIn(page: Page): Promise<string> {
  return textOf(await page.locator(ghostLines).evaluateAll(linesOf));
}

/** Sees every ghost text that is drawn. */
export interface GhostTextWatch {
  /** Ends the watch and gives the texts in order, '' where there was none; what stayed counts once. */
  end(): Promise<string[]>;
}

/** Looks at the ghost text of a window in every frame that is drawn from now on. */
export async function watchGhostText(page: Page): Promise<GhostTextWatch> {
  const read = await page.evaluateHandle<typeof linesOf>(`(${linesOf.toString()})`);
  const watch = await page.evaluateHandle(() => ({ isOver: false }));
  const watched = page.evaluate(framesOf, { read, watch, selector: ghostLines });
  return {
    end: async () => {
      await watch.evaluate((shared) => {
        shared.isOver = true;
      });
      const texts = (await watched).map(textOf);
      return texts.filter((text, index) => text !== texts[index - 1]);
    },
  };
}

// The two functions below run in the window, where nothing else of this file exists.

function linesOf(found: Iterable<Drawn>): GhostLine[] {
  return Array.from(found, (line) => ({
    top: line.getBoundingClientRect().top,
    below: line.closest('.suggest-preview-text') !== null,
    text: Array.from(
      line.querySelectorAll('.ghost-text-decoration, .ghost-text-decoration-preview, .ghost-text'),
      (span) => span.textContent,
    ).join(''),
  }));
}

async function framesOf({
  read,
  watch,
  selector,
}: {
  readonly read: typeof linesOf;
  readonly watch: { readonly isOver: boolean };
  readonly selector: string;
}): Promise<GhostLine[][]> {
  const window = globalThis as unknown as DrawingWindow;
  const frames: GhostLine[][] = [];
  while (!watch.isOver) {
    frames.push(read(window.document.querySelectorAll(selector)));
    await new Promise((drawn) => {
      window.requestAnimationFrame(drawn);
    });
  }
  return frames;
}

interface DrawingWindow {
  readonly document: Pick<Drawn, 'querySelectorAll'>;
  requestAnimationFrame(draw: (time: number) => void): void;
}

function textOf(found: readonly GhostLine[]): string {
  const lines = found.toSorted((a, b) => a.top - b.top);
  const texts = lines.map((line) => line.text);
  // Ghost text that begins with a line end shows nothing in the cursor's own line.
  if (lines[0]?.below) texts.unshift('');
  return texts.join('\n').replaceAll('\u00a0', ' ');
}
