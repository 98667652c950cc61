import type { Page } from 'playwright-core';
import type { DomElement } from './domElement.ts';

/** Lines that contain ghost text, and the lines of the view zone below them. */
const ghostLines =
  '.monaco-editor :is(.view-lines .view-line:has(.ghost-text-decoration, .ghost-text-decoration-preview), .suggest-preview-text .view-line)';

/** A line with ghost text. */
interface GhostLine {
  readonly top: number;
  /** Whether it is in the view zone below the cursor's line. */
  readonly below: boolean;
  readonly text: string;
}

/**
 * The visible ghost text: the parts in the cursor's line (one span per color)
 * and the following lines, which the editor draws in a view zone. The last line of that zone may
 * also show the rest of the document's line, which is omitted here.
 */
export async function ghostTextIn(page: Page): Promise<string> {
  return textOf(await page.locator(ghostLines).evaluateAll(linesOf));
}

/** Records every ghost text that is drawn. */
export interface GhostTextWatch {
  /** Ends the watch; resolves to the texts in order, '' for none, without consecutive duplicates. */
  end(): Promise<string[]>;
}

/** Records the ghost text of a window in every frame from now on. */
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

// The two functions below run in the window and can use nothing else of this file.

function linesOf(found: Iterable<DomElement>): GhostLine[] {
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
  readonly document: Pick<DomElement, 'querySelectorAll'>;
  requestAnimationFrame(draw: (time: number) => void): void;
}

function textOf(found: readonly GhostLine[]): string {
  const lines = found.toSorted((a, b) => a.top - b.top);
  const texts = lines.map((line) => line.text);
  // Ghost text that starts with a line break shows nothing in the cursor's line.
  if (lines[0]?.below) texts.unshift('');
  return texts.join('\n').replaceAll('\u00a0', ' ');
}
