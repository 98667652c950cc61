import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NO_METRICS } from '../../src/usage/store/metrics.ts';
import { ERROR_MESSAGES } from '../../src/messages/errorMessages.ts';
import { messageContext } from '../../src/messages/messageContext.ts';
import type { Pause } from '../../src/mistral/limits/rateLimiter.ts';
import { StatusPresenter } from '../../src/vscode/completion/statusPresenter.ts';
import type { StatusPresenterDependencies } from '../../src/vscode/completion/statusPresenter.ts';
import { describeStatus } from '../../src/vscode/completion/statusText.ts';
import { NoSuggestionMessages } from '../../src/vscode/completion/noSuggestionMessages.ts';
import { FakeClock, realClock } from '../support/fakeClock.ts';
import { FakeWindow } from '../support/fakeWindow.ts';
import { activated, closeAll, until } from '../support/extensionHost.ts';
import { TestApp } from '../support/testApp.ts';

const HOUR = 3_600_000;

describe('StatusPresenter', () => {
  before(activated);

  for (const [set, apart] of Object.entries({ ahead: -8 * HOUR, back: 5 * 365 * 24 * HOUR })) {
    it(`counts a pause down if the system clock was set ${set}`, async () => {
      await closeAll();
      const clock = new FakeClock();
      clock.jump(apart);
      const pauseEnds = clock.now() + 50_000;
      const shown: string[] = [];
      const seconds: number[] = [];
      const status = new StatusPresenter({
        item: {
          show: ({ title }: { title: string }) => shown.push(title),
          showCountdown: (left: number) => seconds.push(left),
        },
        limits: {
          currentPause: () =>
            clock.now() < pauseEnds
              ? { kind: 'server', service: 'mistral', until: pauseEnds }
              : undefined,
          remaining: () => ({}),
          delayFor: () => 0,
        },
        services: {
          route: () => Promise.resolve({ service: { name: 'mistral' } }),
          fallback: () => undefined,
        },
        ...{ provider: {}, engine: { latencyMs: 0 }, failureDetails: () => ({}) },
        snooze: { state: undefined },
        ...{ today: () => NO_METRICS, clock },
      } as unknown as StatusPresenterDependencies);
      try {
        status.refresh();
        await until('the status', () => shown.length > 0);
        const { advice } = (await status.described()).text;
        assert.match(advice, /in 50 s/);
        for (let passed = 0; passed < 50; passed += 1) clock.advance(1_000);
        assert.deepEqual(
          seconds,
          Array.from({ length: 51 }, (_, at) => 50 - at),
        );
        assert.equal(shown.length, 1, shown.join());
        clock.advance(50);
        await until('the status after the pause', () => shown.length > 1);
        assert.equal(clock.timers.size, 0);
      } finally {
        status.dispose();
      }
    });
  }

  it('shows the state of completions, not of the extension’s own document, while that is active', async () => {
    const own = vscode.workspace.registerTextDocumentContentProvider('codestral', {
      provideTextDocumentContent: () => 'explained',
    });
    const status = new StatusPresenter({
      item: { show: () => undefined },
      limits: { currentPause: () => undefined, remaining: () => ({}), delayFor: () => 0 },
      services: {
        route: () => Promise.resolve({ service: { name: 'mistral' } }),
        fallback: () => undefined,
      },
      provider: { siteAt: () => ({ blocked: 'scheme' }) },
      ...{ engine: { latencyMs: 0 }, failureDetails: () => ({}), snooze: { state: undefined } },
      ...{ today: () => NO_METRICS, clock: realClock() },
    } as unknown as StatusPresenterDependencies);
    try {
      for (const [uri, kind] of [
        [vscode.Uri.parse('codestral:/status-test.md'), 'ready'],
        [vscode.Uri.parse('untitled:/status-test.md'), 'off'],
      ] as const) {
        const document = await vscode.workspace.openTextDocument(uri);
        await vscode.window.showTextDocument(document);
        await until('the document', () => vscode.window.activeTextEditor?.document === document);
        assert.equal((await status.current()).kind, kind);
      }
    } finally {
      status.dispose();
      own.dispose();
      await closeAll();
    }
  });

  it('shows that no key is set, or that the URL of a service is not valid', async () => {
    const config = vscode.workspace.getConfiguration('codestral');
    const { Global } = vscode.ConfigurationTarget;
    const usual = config.inspect('services.mistral.url')?.globalValue;
    const app = await TestApp.build({});
    try {
      for (const [url, title] of [
        ['https://service.invalid', /^No API key set/],
        ['ftp://files.example', /^The URL for Mistral is not valid/],
      ] as const) {
        await config.update('services.mistral.url', url, Global);
        await until(String(title), () => title.test(app.status?.title ?? ''));
        assert.equal(app.status?.isBlocking, false);
      }
    } finally {
      await config.update('services.mistral.url', usual, Global);
      await app.end();
    }
  });

  for (const [kind, isBlocking] of [
    ['unauthorised', true],
    ['payment', true],
    ['rateLimited', false],
    ['capacity', false],
    ['modelNotFim', false],
    ['modelNotAllowed', false],
    ['server', false],
    ['proxy', false],
    ['redirect', false],
    ['offline', false],
    ['truncated', false],
  ] as const) {
    it(`${isBlocking ? 'demands' : 'does not demand'} attention during a pause because of ${kind}`, () => {
      const pause = { kind, service: 'mistral', until: 0 } as Pause;
      const text = describeStatus({ kind: 'paused', pause });
      assert.equal(text.isBlocking, isBlocking);
      const { title } = ERROR_MESSAGES[kind];
      assert.equal(
        text.title,
        title(messageContext(vscode.l10n.t, kind, 'mistral', undefined, 'completion', {})),
      );
    });
  }

  it('names the end of a snooze, or that VS Code holds suggestions back', () => {
    const until = new Date(2026, 10, 21, 7, 5).getTime();
    assert.match(describeStatus({ kind: 'snoozed', until }).title, /^Snoozed until 7:05\sAM\.$/);
    assert.match(
      describeStatus({ kind: 'snoozed', until: undefined }).title,
      /^Suggestions are snoozed or suppressed/,
    );
  });

  it('shows the name of a model without its link', async () => {
    const player = new FakeWindow();
    try {
      const failureDetail = '[m](command:workbench.action.quit)';
      const request = { failure: 'modelUnknown', service: 'mistral', failureDetail };
      const why = new NoSuggestionMessages({ lastTrace: { request } } as never, () =>
        Promise.resolve(undefined),
      );
      await why.report({ reason: 'failed' }, vscode.Uri.file('/a.ts').toString());
      assert.match(player.messages[0] ?? '', /\[m\] \(command/);
    } finally {
      player.restore();
    }
  });
});
