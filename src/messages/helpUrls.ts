/** The page for Mistral API keys, plans and limits. */
export const KEYS_PAGE_URL = 'https://console.mistral.ai/';
/** VS Code's help for keyring problems. */
export const KEYRING_HELP_URL =
  'https://code.visualstudio.com/docs/editor/settings-sync#_troubleshooting-keychain-issues';
