import type { ToolsWorkspace } from './toolsWorkspace.ts';

/** A call that tries to reach a file that must not be read. */
export interface HostileCall {
  readonly name: string;
  readonly args?: object;
  /** Replaces the JSON of the arguments. */
  readonly text?: string;
}

/** Paths that lead out of the workspace or to excluded files, in many spellings. */
function hostilePaths({ folder, outside }: ToolsWorkspace): readonly string[] {
  const at = 'tools-here';
  return [
    ...[`${at}/.env`, `${at}/./.env`, `./${at}//.env`, `/${at}/.env`, `${at}/src/../.env`],
    ...[`${at}\\.env`, `${at}/.ENV`, `${at}/.Env`, ` ${at}/.env `, `${at}/.env/`, `${at}/.env/.`],
    ...[`${at}/src/linked.ts`, `${at}/src/away.ts`, `${at}/src/away/outside.ts`],
    ...[`${at}/src/loop/.env`, `${at}/src/loop/src/loop/.env`, `${at}/src/dangling.ts`],
    ...[`${at}/src/etc/passwd`, `${at}/src/loop/src/etc/hosts`, `${at}/src/away/../outside.ts`],
    ...[`${at}/config/server.pem`, `${at}/keys/id_rsa_work`, `${at}/hidden-notes/todo.md`],
    ...[
      `${at}/hidden-notes`,
      `${at}/HIDDEN-NOTES/TODO.md`,
      `${folder}/.env`,
      `${folder}/../../etc/passwd`,
    ],
    ...[
      `${outside}/outside.ts`,
      '/etc/passwd',
      '//etc/passwd',
      '\\\\localhost\\c$\\a',
      'C:\\Windows\\win.ini',
    ],
    ...[
      '../../../../etc/passwd',
      '..\\..\\..\\etc\\passwd',
      '....//....//etc/passwd',
      `${at}/../../../etc/passwd`,
    ],
    ...['~/.ssh/id_rsa', '$HOME/.ssh/id_rsa', '%USERPROFILE%\\.ssh\\id_rsa', '/proc/self/environ'],
    ...['/proc/self/cwd/tools-here/.env', 'file:///etc/passwd', `file://${folder}/.env`],
    ...[
      'vscode-userdata:/User/settings.json',
      'http://127.0.0.1/',
      'data:text/plain,a',
      'untitled:.env',
    ],
    ...[
      'git:/.env',
      `${at}/%2eenv`,
      `${at}/.env%00`,
      `${at}/.env\0.ts`,
      `${at}/.env\n`,
      `${at}/.env#a`,
    ],
    ...[
      `${at}/.env?a`,
      `${at}/.e\u200bnv`,
      `${at}/．env`,
      `${at}/.env::$DATA`,
      `${at}/.env.`,
      `${at}/.env~1`,
    ],
    ...['.', '..', '/', '*', '**/.env', '{.env,a}', 'a'.repeat(100_000), '../'.repeat(5_000)],
  ];
}

/** Globs and queries that would name or quote excluded files. */
const PATTERNS = [
  ...['**/.env', '.env', '**/*.pem', '**/id_rsa*', '**/hidden-notes/**', '**', '*', '**/*', '/**'],
  ...['../**', '../../**/*', '/etc/*', '{**/.env,**/*.ts}', '[.]env', '!**/*.ts', '**/.{env,git}*'],
  ...['?env', '**/outside.ts', '~/**', 'C:\\**', '**/{', '['.repeat(500), '{a,'.repeat(200)],
];
const QUERIES = [
  ...['HIDDENTEXT', 'hiddentext', 'const token', 'token =', 'root:x', 'MORE=', 'BEGIN'],
  ...[
    '--files',
    '-uuu',
    '--pre=cat',
    '--no-ignore',
    '-f/etc/passwd',
    '--follow',
    '$(cat .env)',
    '`id`',
  ],
];
const REGEXES = [
  'HIDDEN.*',
  '.*',
  '(?i)hidden',
  '(a+)+$',
  '[^a]',
  '(?P<n>token)',
  '\\x48IDDEN',
  '(',
];

/** At least 100 calls that try to reach excluded files or files outside of the workspace. */
export function hostileCalls(files: ToolsWorkspace): readonly HostileCall[] {
  const paths = hostilePaths(files);
  return [
    ...paths.map((path) => ({ name: 'read_file', args: { path } })),
    ...paths.slice(0, 30).map((path) => ({ name: 'list_symbols', args: { path } })),
    ...paths.slice(0, 30).map((path) => ({
      ...{ name: 'find_definition', args: { path, line: 1, symbol: 'token' } },
    })),
    ...paths.slice(0, 30).map((path) => ({ name: 'get_problems', args: { path } })),
    ...PATTERNS.map((pattern) => ({ name: 'find_files', args: { pattern, limit: 500 } })),
    ...QUERIES.map((query) => ({ name: 'search_text', args: { query, limit: 500 } })),
    ...REGEXES.map((query) => ({
      name: 'search_text',
      args: { query, isRegex: true, limit: 500 },
    })),
    ...PATTERNS.map((include) => ({ name: 'search_text', args: { query: 'token', include } })),
    { name: 'get_changes', args: {} },
    { name: 'get_changes', args: { staged: true, path: '../..' } },
    { name: 'list_symbols', args: { query: 'token' } },
    { name: 'read_file', text: '{"path":"tools-here/.env","path":"tools-here/src/use.ts"}' },
    { name: 'read_file', text: '{"__proto__":{"path":"tools-here/.env"}}' },
    { name: 'read_file', text: '{"path":{"toString":"tools-here/.env"}}' },
    { name: 'read_file', text: '{"path":["tools-here/.env"]}' },
    { name: 'read_file', text: '"tools-here/.env"' },
    { name: 'run_command', args: { command: 'cat tools-here/.env' } },
    { name: '../read_file', args: { path: 'tools-here/.env' } },
  ];
}
