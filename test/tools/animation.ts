import { join } from 'node:path';
import type { Encoder } from 'modern-gif';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';

/** One screenshot of an animation. */
interface AnimationFrame {
  readonly png: Buffer;
  /** How long it stays on screen, in milliseconds. */
  delay: number;
}

/** Records screenshots of a page and encodes them as an animated GIF. */
export class Animation {
  private readonly frames: AnimationFrame[] = [];

  constructor(private readonly page: Page) {}

  /** Adds a screenshot that is shown for `delay` milliseconds; an unchanged page extends the last frame. */
  async capture(delay: number): Promise<void> {
    const png = await this.page.screenshot();
    const last = this.frames.at(-1);
    if (last?.png.equals(png)) last.delay += delay;
    else this.frames.push({ png, delay });
  }

  /** Types `text`, one frame for every two characters. */
  async type(text: string): Promise<void> {
    for (let at = 0; at < text.length; at += 2) {
      await this.page.keyboard.type(text.slice(at, at + 2), { delay: 25 });
      await this.capture(110);
    }
  }

  /** The frames as a GIF that repeats forever, of `width` × `height` pixels. */
  async toGif(width: number, height: number): Promise<Buffer> {
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ path: join('node_modules', 'modern-gif', 'dist', 'index.js') });
      const frames = this.frames.map(({ png, delay }) => ({
        data: `data:image/png;base64,${png.toString('base64')}`,
        delay,
      }));
      return Buffer.from(await page.evaluate(encode, { width, height, frames }), 'base64');
    } finally {
      await browser.close();
    }
  }
}

interface EncoderInput {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly { readonly data: string; readonly delay: number }[];
}

/** Runs in the browser, where modern-gif decodes the PNG data itself; resolves to the GIF in base64. */
async function encode({ width, height, frames }: EncoderInput): Promise<string> {
  const { modernGif } = globalThis as unknown as { modernGif: { Encoder: typeof Encoder } };
  const encoder = new modernGif.Encoder({ width, height, maxColors: 128, looped: true });
  // One at a time: frames are encoded in the order in which their images have loaded.
  for (const frame of frames) await encoder.encode(frame);
  const bytes = new Uint8Array(await encoder.flush('arrayBuffer'));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
