import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = 'test/browser';

/**
 * The files that drive a real VS Code, in two parts that run side by side. Files that share an editor are
 * adjacent; a file that changes settings comes last among them.
 */
const PARTS = [
  ['walkthrough', 'keys', 'models', 'walkthroughLater', 'status', 'codebase'],
  ['typing', 'requests', 'menu', 'actions', 'chat', 'chatPanel', 'product'],
] as const;

/** The two parts of the files that drive VS Code; throws if a file is in neither. */
export function editorFiles(): readonly (readonly string[])[] {
  const listed = new Set<string>(PARTS.flat().map((name) => `${name}.test.ts`));
  const missing = testsIn(FOLDER).filter((name) => !listed.has(name));
  if (missing.length > 0)
    throw new Error(`Add to a part in browserFiles.ts: ${missing.join(', ')}`);
  return PARTS.map((part) => part.map((name) => join(FOLDER, `${name}.test.ts`)));
}

/** The files that test a page of the extension in a browser without VS Code. */
export function panelFiles(): readonly string[] {
  return ['panel', 'usage'].flatMap((name) => {
    const folder = join(FOLDER, name);
    return testsIn(folder).map((file) => join(folder, file));
  });
}

function testsIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
}
