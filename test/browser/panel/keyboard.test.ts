import assert from 'node:assert/strict';
import type { PanelStatePatch, PanelState } from '../../../src/protocol/panelViews.ts';
import type { HostMessage } from './fakeHost.ts';
import { answer, chip, panelState, question, SCENES } from './scenarios.ts';
import { PanelServer, PanelPage } from './support.ts';

/** What Tab must reach: controls and scrollable areas. */
const CONTROLS =
  ':is(button, select, textarea, input:enabled, summary, [tabindex]):not([tabindex="-1"])';

describe('panel with the keyboard', () => {
  let panelServer: PanelServer;
  let panel: PanelPage;

  before(async () => {
    panelServer = await PanelServer.open();
  });
  afterEach(() => panel.stop());

  /** The start tags of the shown controls, in the order of the document, without Jump to latest, which comes and goes. */
  const controls = (): Promise<string[]> =>
    panel.page.evaluate(
      (selector) =>
        [...document.querySelectorAll(selector)]
          .filter((element) => element.checkVisibility({ visibilityProperty: true }))
          .filter((element) => !element.matches('.jump'))
          // Highlighting arrives late and changes only elements within.
          .map(
            (element) =>
              (element.cloneNode(false) as Element).outerHTML + element.textContent.slice(0, 60),
          ),
      CONTROLS,
    );

  /** The focused element, and why the user might not see that it is focused. */
  const focused = (): Promise<{ readonly tag: string; readonly faults: string[] }> =>
    panel.page.evaluate(() => {
      const element = document.activeElement!;
      // The frame of the message box and of the model picker shows their focus.
      const shown =
        element.closest('.composer-box:has(.message-box:focus), .model-picker') ?? element;
      const { outlineStyle, outlineWidth, borderColor } = getComputedStyle(shown);
      const focusColor = document.createElement('i');
      focusColor.style.borderColor = 'var(--vscode-focusBorder)';
      document.body.append(focusColor);
      const isMarked =
        (outlineStyle !== 'none' && outlineWidth !== '0px') ||
        borderColor === getComputedStyle(focusColor).borderColor;
      focusColor.remove();
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      const isInside =
        left >= -1 &&
        right <= innerWidth + 1 &&
        (bottom - top > innerHeight || (top >= -1 && bottom <= innerHeight + 1));
      return {
        tag: (element.cloneNode(false) as Element).outerHTML + element.textContent.slice(0, 60),
        faults: [
          ...(isMarked ? [] : ['no mark']),
          ...(isInside && width > 0 && height > 0 ? [] : ['out of sight']),
          ...(element.checkVisibility({ opacityProperty: true }) || element.matches('.model')
            ? []
            : ['transparent']),
        ],
      };
    });

  for (const [name, scenario] of Object.entries(SCENES)) {
    it(`reaches every control in order, with a visible focus: ${name}`, async () => {
      const look = { width: 300, height: 500, isPainted: true };
      panel = await PanelPage.open(panelServer, scenario, look);
      const expected = await controls();
      // Tab continues after the focused element, such as the search box of the history.
      await panel.page.getByRole('button', { name: 'Chats', exact: true }).focus();
      const reached = [(await focused()).tag];
      while (reached.length < expected.length) {
        // Jump to latest appears when a focused control scrolls the transcript, and disappears at the end of it.
        if ((await panel.page.locator('.jump').count()) > 0) await panel.settled();
        await panel.page.keyboard.press('Tab');
        const { tag, faults } = await focused();
        // Behind the last control, the focus leaves the page.
        if (tag.startsWith('<body')) break;
        assert.deepEqual(faults, [], tag);
        if (!tag.includes('button jump')) reached.push(tag);
      }
      assert.deepEqual(reached, expected);
    });
  }

  const { composer } = panelState();
  const turns = [question('q1'), answer('a1')];
  const streaming = answer('a1', { state: 'streaming', usage: undefined });
  const notice = { id: 'n1', kind: 'info', text: 'It works.', button: undefined } as const;
  const parts = (change: PanelStatePatch): HostMessage => ({ type: 'update', parts: change });
  const REMOVALS: Readonly<
    Record<string, readonly [state: PanelState, button: string, after: HostMessage]>
  > = {
    'an attachment is removed': [
      panelState({ composer: { ...composer, chips: [chip('c1')] } }),
      'Remove cart.ts:3-9',
      parts({ composer }),
    ],
    'the suggested file is attached': [
      panelState(),
      'Attach cart.ts',
      parts({ composer: { ...composer, suggestion: undefined, chips: [chip('c1')] } }),
    ],
    'a notice is dismissed': [panelState({ notice }), 'Dismiss', parts({ notice: null })],
    'an answer is stopped': [
      panelState({ session: { turns: [question('q1'), streaming] } }),
      'Stop',
      { type: 'turn', turn: answer('a1', { state: 'stopped' }) },
    ],
    'an answer is regenerated': [
      panelState({ session: { turns } }),
      'Regenerate',
      { type: 'turn', turn: streaming },
    ],
    'a chat is taken over from another window': [
      panelState({ session: { turns, isReadOnly: true } }),
      'Take Over',
      parts({ isReadOnly: false }),
    ],
  };

  for (const [what, [state, name, after]] of Object.entries(REMOVALS)) {
    it(`moves the focus to the message box when ${what}`, async () => {
      panel = await PanelPage.open(panelServer, { state });
      await panel.page.getByRole('button', { name, exact: true }).press('Enter');
      await panel.send(after);
      assert.equal(await panel.page.evaluate(() => document.activeElement?.ariaLabel), 'Message');
    });
  }

  it('moves the focus to Take Over when another window takes the chat', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await panel.box.focus();
    await panel.send({ type: 'update', parts: { isReadOnly: true } });
    assert.equal(await panel.page.evaluate(() => document.activeElement?.textContent), 'Take Over');
  });

  it('moves the focus only once the panel has it again', async () => {
    panel = await PanelPage.open(panelServer, { state: panelState() });
    await panel.send({ type: 'update', parts: { notice } });
    await panel.page.getByRole('button', { name: 'Dismiss' }).focus();
    await panel.page.evaluate(() => {
      document.hasFocus = () => false;
    });
    await panel.send({ type: 'update', parts: { notice: null } });
    const active = () => panel.page.evaluate(() => document.activeElement?.ariaLabel);
    assert.equal(await active(), null);
    await panel.page.evaluate(() => {
      document.hasFocus = () => true;
      window.dispatchEvent(new Event('focus'));
    });
    assert.equal(await active(), 'Message');
  });
});
