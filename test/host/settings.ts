/**
 * User settings of every run: no prompts, tips, updates, telemetry or automatic saving, so
 * that only the test acts. The settings of a run override them.
 */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.commandCenter.enabled': false,
  'editor.cursorBlinking': 'solid',
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
  // One server for TypeScript instead of two.
  'typescript.tsserver.useSyntaxServer': 'never',
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
 * The environment of everything that a run starts: that of this process without the variables for
 * real keys, plus `extra`, which may set them to keys of a local server. Variables that an
 * outer VS Code sets for its extension hosts are removed as well.
 */
export function runEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const misleading = /^((MISTRAL|CODESTRAL)_API_KEY|VSCODE_.*|ELECTRON_RUN_AS_NODE)$/i;
  const own = Object.entries(process.env).filter(([name]) => !misleading.test(name));
  // With VSCODE_CLI the editor treats its environment as complete. Otherwise it would start a
  // login shell, whose profile may export a real key.
  return { ...Object.fromEntries(own), VSCODE_CLI: '1', ...extra };
}
