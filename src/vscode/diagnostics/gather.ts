import { release } from 'node:os';
import * as vscode from 'vscode';
import type { Engine } from '../../completion/engine.ts';
import type { Status } from '../../completion/status.ts';
import type { Limits } from '../../mistral/limits.ts';
import type { Feature, ServiceName, Services } from '../../mistral/services.ts';
import type { Figures } from '../../usage/figures.ts';
import type { CompletionStatus } from '../completionStatus.ts';
import type { Keys } from '../keys.ts';
import type { Rivals } from '../menu/rivals.ts';
import type { RecentRequests } from '../recentRequests.ts';
import type { Settings } from '../settings.ts';
import type { DiagnosticFacts } from './report.ts';
import { declaredSettings, settingFact, urlFact } from './settingsFacts.ts';

/** Where the facts are. */
export interface DiagnosticPorts {
  /** The extension's own manifest. */
  readonly manifest: unknown;
  readonly version: string;
  readonly settings: Pick<Settings, 'services'>;
  readonly keys: Pick<Keys, 'get' | 'source'>;
  readonly services: Pick<Services, 'look' | 'route' | 'moved'>;
  readonly limits: Pick<Limits, 'left' | 'pause'>;
  readonly status: Pick<CompletionStatus, 'current'>;
  readonly engine: Pick<Engine, 'latencyMs'>;
  readonly recent: RecentRequests;
  readonly today: () => Figures;
  readonly rivals: Pick<Rivals, 'all'>;
}

const SERVICES: readonly ServiceName[] = ['mistral', 'codestral'];

/** Looks at everything once. Nothing leaves for the network. */
export async function gatherDiagnostics(ports: DiagnosticPorts): Promise<DiagnosticFacts> {
  const { keys, limits, recent, rivals, engine, today } = ports;
  const secrets = await Promise.all(SERVICES.map((service) => keys.get(service)));
  const services = await Promise.all(
    SERVICES.map(async (service) => [service, await serviceFact(service, ports)] as const),
  );
  return {
    versions: versions(ports.version),
    services: Object.fromEntries(services),
    states: {
      completions: stateOf(await ports.status.current()),
      chat: await routeFact('chat', ports),
    },
    settings: changedSettings(ports.manifest),
    latencyMs: engine.latencyMs,
    left: Object.fromEntries(SERVICES.map((service) => [service, limits.left(service)])),
    today: today(),
    requests: recent.all,
    failed: recent.failed,
    otherProviders: rivals.all.map(({ name, id }) => `${name} (${id})`),
    // As it is stored, and as it is sent.
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
  { settings, keys, services, limits }: DiagnosticPorts,
): Promise<string> {
  const look = await services.look(service);
  const pause = limits.pause(service);
  return [
    'closed' in look ? `closed (${look.closed})` : 'open',
    `URL ${urlFact(settings.services().urls[service])}`,
    `key ${await keys.source(service)}`,
    ...(pause ? [`left alone until ${timeOf(pause.until)} (${pause.kind})`] : []),
  ].join('; ');
}

async function routeFact(
  feature: Feature,
  { services, limits }: Pick<DiagnosticPorts, 'services' | 'limits'>,
): Promise<string> {
  const route = await services.route(feature);
  if ('closed' in route) return `closed: ${route.closed} at ${route.service}`;
  const { name } = route.service;
  const moved = services.moved(feature);
  const pause = limits.pause(name);
  return [
    pause ? `paused: ${pause.kind} at ${name}` : `ready at ${name}`,
    ...(moved ? [`moved from ${moved.from}: ${moved.kind}`] : []),
  ].join('; ');
}

function stateOf(status: Status): string {
  switch (status.kind) {
    case 'off':
      return `off: ${status.why}`;
    case 'closed':
      return `closed: ${status.closed.closed} at ${status.closed.service}`;
    case 'paused':
      return `paused: ${status.pause.kind} at ${status.pause.service} until ${timeOf(status.pause.until)}`;
    case 'thinking':
      return 'thinking';
    case 'ready':
      return status.moved
        ? `ready; moved from ${status.moved.from}: ${status.moved.kind}`
        : 'ready';
  }
}

function changedSettings(manifest: unknown): Record<string, string> {
  const config = vscode.workspace.getConfiguration();
  const changed = declaredSettings(manifest).flatMap((setting) => {
    const value = config.get<unknown>(setting.key);
    const isStandard = JSON.stringify(value) === JSON.stringify(setting.standard);
    return isStandard || value === undefined ? [] : [[setting.key, settingFact(setting, value)]];
  });
  return Object.fromEntries(changed) as Record<string, string>;
}

/** A time of any size: what a service asks for is clamped, a clock may be anywhere. */
function timeOf(ms: number): string {
  const time = new Date(ms);
  return Number.isNaN(time.getTime()) ? 'further notice' : time.toISOString();
}
