import assert from 'node:assert/strict';
import { violationsOf } from '../../support/axe.ts';
import { violationsInThemes } from '../../support/themes.ts';
import type { Scenario } from './fakeHost.ts';
import { answer, panelState, question, SCENES } from './scenarios.ts';
import type { PageOptions } from './support.ts';
import { PanelServer, PanelPage } from './support.ts';

/** A state of the panel, reached by user actions. */
interface Scene {
  readonly scenario: Scenario;
  readonly options?: PageOptions;
  /** Whether its colors are those of another scene, so that one theme is enough. */
  readonly isPlain?: boolean;
  readonly prepare?: (panel: PanelPage) => Promise<void>;
}

const BLOCKS = '```ts\nlet a;\n```\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n$$\na^2\n$$';

const ALL_SCENES: Readonly<Record<string, Scene>> = {
  ...Object.fromEntries(Object.entries(SCENES).map(([name, scenario]) => [name, { scenario }])),
  'chat at 200 pixels': { scenario: SCENES['chat']!, options: { width: 200 }, isPlain: true },
  'blocks of the same kind': {
    isPlain: true,
    scenario: {
      state: panelState({
        session: { turns: [question('q1'), answer('a1', { text: `${BLOCKS}\n\n${BLOCKS}` })] },
      }),
    },
    prepare: (panel) => panel.page.locator('math').nth(1).waitFor(),
  },
  'message editor': {
    scenario: SCENES['chat']!,
    prepare: (panel) => panel.page.getByRole('button', { name: 'Edit and resend' }).first().click(),
  },
  'attachment preview': {
    scenario: SCENES['chat']!,
    prepare: (panel) => panel.page.locator('.composer .chip-name').first().click(),
  },
  'expanded tool call': {
    scenario: SCENES['tool calls']!,
    prepare: async (panel) => {
      await panel.page.locator('.step summary').first().click();
      const detail = {
        call: 'search_text {"query":"retryAfter"}',
        result: 'a.ts\n  1: retryAfter',
      };
      await panel.send({ type: 'toolCall', turnId: 'a2', callId: 's1', detail });
      await panel.page.locator('.step pre').first().waitFor();
    },
  },
  mentions: {
    scenario: SCENES['empty']!,
    prepare: async (panel) => {
      await panel.box.pressSequentially('@');
      const rows = [
        { id: 'a', kind: 'file', label: 'cart.ts', detail: 'src' },
        { id: 'b', kind: 'folder', label: 'src', detail: '3 files' },
      ] as const;
      await panel.send({ type: 'mentions', requestId: 1, rows });
    },
  },
  'chat title editor': {
    scenario: SCENES['history']!,
    prepare: async (panel) => {
      await panel.page.locator('.chat-open').first().focus();
      await panel.page.keyboard.press('F2');
    },
  },
  'delete all confirmation': {
    scenario: SCENES['history']!,
    prepare: (panel) => panel.page.getByRole('button', { name: 'Delete all chats…' }).click(),
  },
};

describe('panel accessibility', () => {
  let panelServer: PanelServer;

  before(async () => {
    panelServer = await PanelServer.open();
  });

  for (const [name, { scenario, options, prepare, isPlain }] of Object.entries(ALL_SCENES)) {
    it(`has no axe violations in ${isPlain ? 'one' : 'any'} theme: ${name}`, async () => {
      const panel = await PanelPage.open(panelServer, scenario, { bypassCSP: true, ...options });
      await prepare?.(panel);
      await panel.settled();
      assert.deepEqual(await (isPlain ? violationsOf : violationsInThemes)(panel.page), []);
      await panel.stop();
    });
  }

  it('detects a violation', async () => {
    const panel = await PanelPage.open(panelServer, SCENES['empty']!, { bypassCSP: true });
    await panel.page.evaluate(() => {
      document.querySelector('.icon-button')!.removeAttribute('aria-label');
      document.querySelector('.icon-button')!.removeAttribute('title');
    });
    assert.match((await violationsOf(panel.page)).join(), /button-name/);
    await panel.stop();
  });

  /** The spacing that users may set (WCAG 1.4.12). */
  const SPACED = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
    word-spacing: 0.16em !important } p { margin-bottom: 2em !important }`;

  for (const [what, width, scale, styles] of [
    ['200 pixels', 200, 1, ''],
    ['200 % zoom', 200, 2, ''],
    ['wide text spacing', 300, 1, SPACED],
  ] as const) {
    it(`shows all controls at ${what}`, async () => {
      for (const name of ['empty', 'first page', 'chat', 'error', 'history', 'readOnly']) {
        const panel = await PanelPage.open(panelServer, SCENES[name]!, {
          ...{ width: width * scale, bypassCSP: styles !== '' },
        });
        if (styles !== '') await panel.page.addStyleTag({ content: styles });
        await panel.page.evaluate((zoom) => {
          // Like VS Code's zoom: fewer and larger CSS pixels.
          document.documentElement.style.setProperty('zoom', String(zoom));
        }, scale);
        await panel.settled();
        const overflowing = await panel.page.evaluate(() =>
          [
            ...document.querySelectorAll<HTMLElement>(
              'main button, main select, main textarea, main input, main p, main h1',
            ),
          ]
            .filter((element) =>
              element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
            )
            .filter((element) => {
              const { left, right, width: size } = element.getBoundingClientRect();
              const isClipped = element.closest('.chat:not(:hover, :focus-within) .chat-actions');
              return !isClipped && size > 0 && (left < -1 || right > innerWidth + 1);
            })
            .map((element) => element.outerHTML.slice(0, 120)),
        );
        assert.deepEqual(overflowing, [], name);
        const cut = await panel.page.evaluate(() =>
          [...document.querySelectorAll('main *')]
            .filter((element) => element.checkVisibility() && element.textContent !== '')
            .filter((element) => !element.closest('.visually-hidden'))
            .filter((element) => ['hidden', 'clip'].includes(getComputedStyle(element).overflowY))
            .filter(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1)
            .map((element) => element.outerHTML.slice(0, 120)),
        );
        assert.deepEqual(cut, [], `the text of ${name}`);
        await panel.stop();
      }
    });
  }

  it('has no animations with reduced motion', async () => {
    const panel = await PanelPage.open(panelServer, SCENES['streaming']!);
    const animations = (): Promise<number> =>
      panel.page.evaluate(() => document.getAnimations().length);
    assert.ok((await animations()) > 0);
    await panel.page.evaluate(() => {
      document.body.classList.add('vscode-reduce-motion');
    });
    assert.equal(await animations(), 0);
    await panel.stop();
  });
});
