import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const commands = contributes.commands.map(({ command }) => command);

describe('walkthrough', () => {
  const steps = contributes.walkthroughs[0]?.steps ?? [];

  it('has four steps', () => {
    assert.deepEqual(
      steps.map(({ id }) => id),
      ['key', 'suggestion', 'chat', 'models'],
    );
  });

  for (const { id, description, media, completionEvents } of steps) {
    it(`${id}: has a small image with theme colors only`, () => {
      const picture = readFileSync(media.svg, 'utf8');
      assert.ok(Buffer.byteLength(picture) <= 4_096);
      // VS Code shows the image without style attributes and scripts.
      assert.doesNotMatch(picture, /\sstyle=|<style|<script|href=/);
      const colors = [...picture.matchAll(/(?:fill|stroke)="([^"]*)"/g)].map(([, color]) => color);
      assert.ok(colors.length > 3);
      for (const color of colors) assert.match(color ?? '', /^(none|var\(--vscode-.+\))$/);
    });

    it(`${id}: has buttons that run existing commands, in both languages`, () => {
      const key = description.slice(1, -1);
      const buttons = ['package.nls.json', 'package.nls.fr.json'].map((path) => {
        const text = (JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>)[key] ?? '';
        return [...text.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command ?? '');
      });
      assert.deepEqual(buttons[0], buttons[1]);
      const own = buttons[0]?.filter((command) => command.startsWith('codestral.')) ?? [];
      for (const command of own) assert.ok(commands.includes(command), command);
      assert.ok((buttons[0]?.length ?? 0) > 0 && completionEvents.length > 0);
    });
  }
});
