/** Where Mistral gives out keys. */
export const KEYS_PAGE = 'https://console.mistral.ai/';
/** What VS Code says about keyrings that give trouble. */
export const KEYRING_HELP =
  'https://code.visualstudio.com/docs/editor/settings-sync#_troubleshooting-keychain-issues';
