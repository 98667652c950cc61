import { readdirSync, readFileSync } from 'node:fs';

/** Kills the extension hosts started by this process with SIGKILL; returns their number. Linux only. */
export function killExtensionHosts(): number {
  const processes = readdirSync('/proc').flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      const parent = Number(
        /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1],
      );
      const isHost = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=extensionHost');
      return [{ pid, parent, isHost }];
    } catch {
      return []; // it has ended meanwhile
    }
  });
  const parents = new Map(processes.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined; at = parents.get(at)) {
      if (at === process.pid) return true;
    }
    return false;
  };
  const hosts = processes.filter(({ pid, isHost }) => isHost && isOurs(pid));
  for (const { pid } of hosts) process.kill(pid, 'SIGKILL');
  return hosts.length;
}
