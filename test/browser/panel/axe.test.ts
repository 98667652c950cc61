import assert from 'node:assert/strict';
import { faultsOf } from '../axe.ts';
import type { Scenario } from './fakeHost.ts';
import { SCENES } from './scenarios.ts';
import type { Look } from './support.ts';
import { House, PanelStage, THEMES } from './support.ts';

/** A state that is reached by doing something. */
interface Scene {
  readonly scenario: Scenario;
  readonly look?: Look;
  readonly reach?: (stage: PanelStage) => Promise<void>;
}

const SCENES_REACHED: Readonly<Record<string, Scene>> = {
  ...Object.fromEntries(Object.entries(SCENES).map(([name, scenario]) => [name, { scenario }])),
  'chat at 200 pixels': { scenario: SCENES['chat']!, look: { width: 200 } },
  'a question being edited': {
    scenario: SCENES['chat']!,
    reach: (stage) => stage.page.getByRole('button', { name: 'Edit and resend' }).first().click(),
  },
  'an attachment being looked at': {
    scenario: SCENES['chat']!,
    reach: (stage) => stage.page.locator('.composer .chip-name').first().click(),
  },
  mentions: {
    scenario: SCENES['empty']!,
    reach: async (stage) => {
      await stage.box.pressSequentially('@');
      const rows = [
        { id: 'a', kind: 'file', label: 'cart.ts', detail: 'src' },
        { id: 'b', kind: 'folder', label: 'src', detail: '3 files' },
      ] as const;
      await stage.say({ type: 'mentions', requestId: 1, rows });
    },
  },
  'a chat being renamed': {
    scenario: SCENES['history']!,
    reach: async (stage) => {
      await stage.page.locator('.chat-open').first().focus();
      await stage.page.keyboard.press('F2');
    },
  },
  'all chats about to be deleted': {
    scenario: SCENES['history']!,
    reach: (stage) => stage.page.getByRole('button', { name: 'Delete all chats…' }).click(),
  },
};

describe('the panel for everybody', () => {
  let house: House;

  before(async () => {
    house = await House.open();
  });
  after(() => house.close());

  for (const theme of THEMES) {
    it(`has nothing against it in ${theme}`, async () => {
      const found: string[] = [];
      const scenes = Object.entries(SCENES_REACHED);
      const look = async (): Promise<void> => {
        for (let next = scenes.shift(); next; next = scenes.shift()) {
          const [name, { scenario, look: more, reach }] = next;
          const stage = await PanelStage.open(house, scenario, { theme, bypassCSP: true, ...more });
          await reach?.(stage);
          await stage.settled();
          found.push(...(await faultsOf(stage.page)).map((fault) => `${name}: ${fault}`));
          await stage.strike();
        }
      };
      // A page leaves half of a small machine idle.
      await Promise.all([look(), look()]);
      assert.deepEqual(found, []);
    });
  }

  it('sees what is against it', async () => {
    const stage = await PanelStage.open(house, SCENES['empty']!, { bypassCSP: true });
    await stage.page.evaluate(() => {
      document.querySelector('.icon-button')!.removeAttribute('aria-label');
      document.querySelector('.icon-button')!.removeAttribute('title');
    });
    assert.match((await faultsOf(stage.page)).join(), /button-name/);
    await stage.strike();
  });

  for (const [what, width, scale] of [
    ['200 pixels', 200, 1],
    ['200 % zoom', 200, 2],
  ] as const) {
    it(`shows all there is at ${what}`, async () => {
      for (const name of ['empty', 'first page', 'chat', 'error', 'history', 'readOnly']) {
        const stage = await PanelStage.open(house, SCENES[name]!, { width: width * scale });
        await stage.page.evaluate((zoom) => {
          // What VS Code's zoom does to a webview: fewer CSS pixels, and larger ones.
          document.documentElement.style.setProperty('zoom', String(zoom));
        }, scale);
        await stage.settled();
        const overflowing = await stage.page.evaluate(() =>
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
        await stage.strike();
      }
    });
  }

  it('does not move where less motion is wished', async () => {
    const stage = await PanelStage.open(house, SCENES['streaming']!);
    const animations = (): Promise<number> =>
      stage.page.evaluate(() => document.getAnimations().length);
    assert.ok((await animations()) > 0);
    await stage.page.evaluate(() => {
      document.body.classList.add('vscode-reduce-motion');
    });
    assert.equal(await animations(), 0);
    await stage.strike();
  });
});
