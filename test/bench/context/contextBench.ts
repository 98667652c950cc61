import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { below, hash, seededRandom } from '../../server/random.ts';
import { findFile } from '../sources.ts';
import { filesBelow } from './diskProject.ts';
import type { Place } from './places.ts';
import { placesByName } from './places.ts';
import type { Sample } from './recall.ts';
import { RecallProbe } from './recall.ts';
import { ScriptServer } from './scriptServer.ts';
import { measureTypingThrough } from './typingThrough.ts';

/** A project whose files are all closed but one. */
interface Project {
  readonly folder: string;
  readonly extensions: readonly string[];
  /** Whether a language server is asked, or only related files are read. */
  readonly hasServer: boolean;
  /** Minimum share of places whose needed name is declared in the request. */
  readonly goal: number;
}

const REPOSITORIES = [
  ['node_modules/ajv/lib', '.ts'],
  ['node_modules/@azure/msal-browser/src', '.ts'],
  ['node_modules/eslint/lib', '.js'],
] as const;
const PACKAGES = ['/usr/lib/python3*/asyncio', '/usr/lib/python3*/email'];
const FIXTURES = [
  ['go', '.go'],
  ['java', '.java'],
  ['rust', '.rs'],
  ['c', '.c', '.h'],
] as const;
/** Maximum numbers of places in a project and in a file. */
const MAX_PLACES = 70;
const MAX_IN_FILE = 5;

/** The result for a project; shares from 0 to 1. */
interface Figures {
  readonly name: string;
  readonly places: number;
  readonly declared: number;
  readonly declaredWithout: number;
  /** Where the needed name is anywhere in the request: what a model could know that has read nothing else. */
  readonly named: number;
  readonly namedWithout: number;
  readonly characters: number;
  readonly goal: number;
}

/** Measures how many needed names a request declares, with and without declarations, and returns a table. */
export async function measureContext(): Promise<string> {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  const rows: Figures[] = [];
  for (const [folder, ...extensions] of REPOSITORIES) {
    rows.push(await measure({ folder, extensions, hasServer: true, goal: 0.8 }));
    rows.push(await measure({ folder, extensions, hasServer: false, goal: 0.6 }));
  }
  delays.enable();
  for (const pattern of PACKAGES) {
    const found = findFile(pattern);
    if (found === undefined) continue;
    // A package is in a folder of the project; what is next to it here belongs to Python.
    const folder = await mkdtemp(join(tmpdir(), 'codestral-context-'));
    await cp(found, join(folder, basename(found)), { recursive: true });
    rows.push(await measure({ folder, extensions: ['.py'], hasServer: false, goal: 0.6 }, found));
    await rm(folder, { recursive: true });
  }
  for (const [name, ...extensions] of FIXTURES) {
    const folder = `test/fixtures/context/${name}`;
    rows.push(await measure({ folder, extensions, hasServer: false, goal: 0.6 }));
  }
  delays.disable();
  const step = (delays.percentile(95) / 1e6).toFixed(0);
  return [
    tableOf(rows),
    `Longest step without a pause, related files only: 95th percentile ${step} ms`,
    await measureTypingThrough(),
  ].join('\n');
}

async function measure(project: Project, name = project.folder): Promise<Figures> {
  const { folder, extensions, hasServer, goal } = project;
  if (!existsSync(folder)) throw new Error(`${folder} is missing`);
  const paths = filesBelow(folder, extensions).filter((path) => !path.endsWith('.d.ts'));
  const isScript = /^\.[jt]s$/.test(extensions[0] ?? '');
  const script = isScript ? new ScriptServer(paths) : undefined;
  const places = choose(paths, name, script);
  const probe = new RecallProbe(
    folder,
    hasServer && script
      ? (path, text) => {
          script.edit(path, text);
          return script.for(path);
        }
      : undefined,
  );
  const samples: Sample[] = [];
  for (const place of places) {
    const text = readFileSync(place.path, 'utf8');
    samples.push(await probe.sample(place, text));
    script?.edit(place.path, text);
  }
  const share = (is: (sample: Sample) => boolean) => samples.filter(is).length / samples.length;
  const sum = (of: (sample: Sample) => number) => samples.reduce((all, each) => all + of(each), 0);
  return {
    name: `${name}${hasServer ? '' : ' (files only)'}`,
    places: samples.length,
    declared: share(({ isFound }) => isFound),
    declaredWithout: share(({ isFoundWithout }) => isFoundWithout),
    named: share(({ isNamed }) => isNamed),
    namedWithout: share(({ isNamedWithout }) => isNamedWithout),
    characters: sum((each) => each.characters) / sum((each) => each.charactersWithout),
    goal,
  };
}

/** Random places of a project, the same on each run. */
function choose(paths: readonly string[], seed: string, script: ScriptServer | undefined): Place[] {
  const random = seededRandom(hash(seed));
  const shuffled = <T>(items: readonly T[]): T[] => {
    const all = [...items];
    for (let at = all.length - 1; at > 0; at -= 1) {
      const other = below(at + 1, random);
      [all[at], all[other]] = [all[other] as T, all[at] as T];
    }
    return all;
  };
  if (!script) return shuffled(placesByName(paths)).slice(0, MAX_PLACES);
  const found: Place[] = [];
  for (const path of shuffled(paths)) {
    if (found.length >= MAX_PLACES) break;
    found.push(...shuffled(script.places(path)).slice(0, MAX_IN_FILE));
  }
  return found.slice(0, MAX_PLACES);
}

function tableOf(rows: readonly Figures[]): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`.padStart(7);
  const lines = rows.map((row) => {
    const { name, places, declared, declaredWithout, named, namedWithout, characters, goal } = row;
    const reached = `${declared >= goal ? 'reached' : 'missed'}: ${goal * 100} %`;
    return (
      name.padEnd(52) +
      `${places}`.padStart(7) +
      [declared, declaredWithout, named, namedWithout].map(percent).join('') +
      characters.toFixed(2).padStart(7) +
      `  ${reached}`
    );
  });
  return [
    'Places where the next word is declared in a closed file: share whose declaration is in the request (on, off),',
    'share whose name is anywhere in the request (on, off), and characters per request relative to off',
    `${' '.repeat(52)} places     on    off     on    off  chars  goal`,
    ...lines,
  ].join('\n');
}
