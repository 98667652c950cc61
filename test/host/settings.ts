/**
 * User settings of every run: nothing that asks, tips, updates, phones home or saves by itself, so
 * that what happens is what the test does. A run's own settings win over these.
 */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.commandCenter.enabled': false,
  'editor.minimap.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'git.autofetch': false,
  'git.autoRepositoryDetection': false,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'window.commandCenter': false,
  'window.dialogStyle': 'custom',
  'window.restoreWindows': 'none',
  'window.title': '${dirty}${activeEditorShort}${separator}${rootName}',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * The environment for everything a run starts: this process's own, without the variables that hold
 * real keys, then `extra`, which may set them to the keys of a local server. A variable that an
 * outer VS Code sets for its own extension hosts would mislead ours and is taken out as well.
 */
export function runEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const misleading = /^((MISTRAL|CODESTRAL)_API_KEY|VSCODE_.*|ELECTRON_RUN_AS_NODE)$/i;
  const own = Object.entries(process.env).filter(([name]) => !misleading.test(name));
  // With VSCODE_CLI the editor believes its environment to be complete. It would otherwise start a
  // log-in shell for it, whose profile may well export a real key.
  return { ...Object.fromEntries(own), VSCODE_CLI: '1', ...extra };
}
