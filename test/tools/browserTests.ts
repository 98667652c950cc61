import Mocha from 'mocha';
import { EDITOR_RETRIES, reportRetries } from '../support/retries.ts';
import { closeSharedEditor } from '../support/testEditor.ts';
import { closeSharedBrowser } from '../host/browser.ts';
import { WAIT_MS, within } from '../host/timeouts.ts';
import { editorFiles, panelFiles } from './browserFiles.ts';
import { closeSharedPages } from '../browser/panel/support.ts';

// Runs the given files of test/browser, or all of them, in one process that shares editors and a browser.

/** How long editors may take to close before they are killed, in milliseconds. */
const CLOSE_MS = 15_000;

const given = process.argv.slice(2);
const mocha = new Mocha({
  reporter: 'spec',
  color: false,
  timeout: 3 * WAIT_MS,
  forbidOnly: true,
  retries: EDITOR_RETRIES,
});
for (const file of given.length > 0 ? given : [...editorFiles().flat(), ...panelFiles()]) {
  mocha.addFile(file);
}
await mocha.loadFilesAsync();
const runner = mocha.run((failures) => {
  // Ends anything still running, such as the editor of a failed test. A browser that hangs ends with this process.
  const end = () => process.exit(failures > 0 ? 1 : 0);
  within(CLOSE_MS, 'Closing the editors', closeShared()).then(end, (error: unknown) => {
    console.error(error);
    end();
  });
});
reportRetries(runner, console.log);

async function closeShared(): Promise<void> {
  await closeSharedEditor();
  await closeSharedPages();
  await closeSharedBrowser();
}
