import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NO_FIGURES } from '../../src/usage/figures.ts';
import { CompletionStatus } from '../../src/vscode/completionStatus.ts';
import type { StatusSources } from '../../src/vscode/completionStatus.ts';
import { WhyNothing } from '../../src/vscode/whyNothing.ts';
import { FakeWindow } from './fakeWindow.ts';
import { activated, closeAll, pause, until } from './support.ts';

const HOUR = 3_600_000;

describe('status', () => {
  before(activated);

  for (const [set, apart] of Object.entries({ ahead: -8 * HOUR, back: 5 * 365 * 24 * HOUR })) {
    it(`looks at a pause once, where the machine’s clock was set ${set} of it`, async () => {
      await closeAll();
      const now = () => Date.now() + apart;
      const shown: string[] = [];
      const status = new CompletionStatus({
        item: { show: ({ title }: { title: string }) => shown.push(title) },
        limits: {
          pause: () => ({ kind: 'server', service: 'mistral', until: now() + 50_000 }),
          left: () => ({}),
          waitFor: () => 0,
        },
        services: {
          route: () => Promise.resolve({ service: { name: 'mistral' } }),
          moved: () => undefined,
        },
        ...{ provider: {}, engine: { latencyMs: 0 }, circumstances: () => ({}) },
        ...{ today: () => NO_FIGURES, now },
      } as unknown as StatusSources);
      try {
        status.refresh();
        await until('the status', () => shown.length > 0);
        await pause(400);
        assert.equal(shown.length, 1, shown.join());
        const { advice } = (await status.described()).words;
        assert.match(advice, /in 50 s/);
      } finally {
        status.dispose();
      }
    });
  }

  it('says the name of a model without a link in it', async () => {
    const player = new FakeWindow();
    try {
      const failureDetail = '[m](command:workbench.action.quit)';
      const request = { failure: 'modelUnknown', service: 'mistral', failureDetail };
      const why = new WhyNothing({ lastTrace: { request } } as never, () =>
        Promise.resolve(undefined),
      );
      await why.tell({ reason: 'failed' }, vscode.Uri.file('/a.ts').toString());
      assert.match(player.said[0] ?? '', /\[m\] \(command/);
    } finally {
      player.restore();
    }
  });
});
