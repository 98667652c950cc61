import { release } from 'node:os';
import * as vscode from 'vscode';
import type { Engine } from '../../completion/engine.ts';
import type { StatusState } from '../../completion/completionStatus.ts';
import type { RateLimiter } from '../../mistral/limits/rateLimiter.ts';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';
import type { Feature, ServiceName } from '../../mistral/serviceName.ts';
import { SERVICES } from '../../mistral/serviceName.ts';
import type { Metrics } from '../../usage/store/metrics.ts';
import type { StatusPresenter } from '../completion/statusPresenter.ts';
import type { KeyStore } from '../keys/keyStore.ts';
import type { OtherProviderNotices } from '../menu/otherProviderNotices.ts';
import type { RecentRequests } from '../platform/recentRequests.ts';
import type { Settings } from '../settings/settings.ts';
import type { DiagnosticFacts } from './diagnosticReport.ts';
import { declaredSettings, settingFact, urlFact } from './settingsFacts.ts';

/** Sources of the report's facts. */
export interface DiagnosticDependencies {
  /** The extension's manifest. */
  readonly manifest: unknown;
  readonly version: string;
  readonly settings: Pick<Settings, 'services'>;
  readonly keys: Pick<KeyStore, 'get' | 'source'>;
  readonly services: Pick<ServiceRouter, 'refresh' | 'route' | 'fallback'>;
  readonly limits: Pick<RateLimiter, 'remaining' | 'currentPause'>;
  readonly status: Pick<StatusPresenter, 'current'>;
  readonly engine: Pick<Engine, 'latencyMs'>;
  readonly recent: RecentRequests;
  readonly today: () => Metrics;
  readonly otherProviderNotices: Pick<OtherProviderNotices, 'all'>;
}

/** Collects all facts, without network calls. */
export async function collectDiagnostics(
  dependencies: DiagnosticDependencies,
): Promise<DiagnosticFacts> {
  const { keys, limits, recent, otherProviderNotices, engine, today } = dependencies;
  const secrets = await Promise.all(SERVICES.map((service) => keys.get(service)));
  const services = await Promise.all(
    SERVICES.map(async (service) => [service, await serviceFact(service, dependencies)] as const),
  );
  return {
    versions: versions(dependencies.version),
    services: Object.fromEntries(services),
    states: {
      completions: stateOf(await dependencies.status.current()),
      chat: await routeFact('chat', dependencies),
    },
    settings: changedSettings(dependencies.manifest),
    latencyMs: engine.latencyMs,
    remainingQuota: Object.fromEntries(
      SERVICES.map((service) => [service, limits.remaining(service)]),
    ),
    today: today(),
    requests: recent.all,
    failed: recent.failed,
    otherProviders: otherProviderNotices.all.map(({ name, id }) => `${name} (${id})`),
    // As stored, and as sent.
    secrets: secrets.flatMap((key) => (key === undefined ? [] : [key, key.trim()])),
  };
}

function versions(version: string): Record<string, string> {
  return {
    extension: version,
    'VS Code': `${vscode.version} (${vscode.env.appName})`,
    system: `${process.platform} ${process.arch} ${release()}`,
    remote: vscode.env.remoteName ?? 'none',
    language: vscode.env.language,
    'workspace trusted': String(vscode.workspace.isTrusted),
  };
}

async function serviceFact(
  service: ServiceName,
  { settings, keys, services, limits }: DiagnosticDependencies,
): Promise<string> {
  const look = await services.refresh(service);
  const pause = limits.currentPause(service);
  return [
    'unavailable' in look ? `unavailable (${look.unavailable})` : 'available',
    `URL ${urlFact(settings.services().urls[service])}`,
    `key ${await keys.source(service)}`,
    ...(pause ? [`paused until ${timeOf(pause.until)} (${pause.kind})`] : []),
  ].join('; ');
}

async function routeFact(
  feature: Feature,
  { services, limits }: Pick<DiagnosticDependencies, 'services' | 'limits'>,
): Promise<string> {
  const route = await services.route(feature);
  if ('unavailable' in route) return `unavailable: ${route.unavailable} at ${route.service}`;
  const { name } = route.service;
  const fallback = services.fallback(feature);
  const pause = limits.currentPause(name);
  return [
    pause ? `paused: ${pause.kind} at ${name}` : `ready at ${name}`,
    ...(fallback ? [`moved from ${fallback.from}: ${fallback.kind}`] : []),
  ].join('; ');
}

function stateOf(status: StatusState): string {
  switch (status.kind) {
    case 'off':
      return `off: ${status.why}`;
    case 'unavailable':
      return `unavailable: ${status.unavailable.unavailable} at ${status.unavailable.service}`;
    case 'paused':
      return `paused: ${status.pause.kind} at ${status.pause.service} until ${timeOf(status.pause.until)}`;
    case 'snoozed':
      return status.until === undefined ? 'no requests by VS Code' : 'snoozed';
    case 'editorOff':
      return 'off in the editor settings';
    case 'requesting':
      return 'requesting';
    case 'ready':
      return status.fallback
        ? `ready; moved from ${status.fallback.from}: ${status.fallback.kind}`
        : 'ready';
  }
}

function changedSettings(manifest: unknown): Record<string, string> {
  const config = vscode.workspace.getConfiguration();
  const changed = declaredSettings(manifest).flatMap((setting) => {
    const value = config.get<unknown>(setting.key);
    const isStandard = JSON.stringify(value) === JSON.stringify(setting.defaultValue);
    return isStandard || value === undefined ? [] : [[setting.key, settingFact(setting, value)]];
  });
  return Object.fromEntries(changed) as Record<string, string>;
}

/** A time as ISO 8601, also for values out of range. */
function timeOf(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? 'further notice' : time.toISOString();
}
