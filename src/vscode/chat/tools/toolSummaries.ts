import * as vscode from 'vscode';

/** What a tool of this extension does, in VS Code's language. Undefined for tools that others provide. */
export function toolSummary(name: string): string | undefined {
  const { t } = vscode.l10n;
  switch (name) {
    case 'find_files':
      return t('Lists files that match a pattern.');
    case 'search_text':
      return t('Searches the text of all files.');
    case 'search_codebase':
      return t('Finds code by what it does.');
    case 'read_file':
      return t('Reads files, in whole or in part.');
    case 'list_symbols':
      return t('Lists the functions and types of a file or the workspace.');
    case 'find_definition':
      return t('Finds where a name is defined.');
    case 'find_references':
      return t('Finds where a name is used.');
    case 'get_problems':
      return t('Reads the errors and warnings.');
    case 'get_changes':
      return t('Reads the uncommitted changes.');
    case 'read_document':
      return t('Reads PDF and Office documents and scans. Asks first if that costs money.');
    case 'edit_file':
      return t('Proposes changes to a file. You accept or discard them.');
    case 'create_file':
      return t('Proposes a new file. You accept or discard it.');
    case 'run_command':
      return t('Runs a command in the terminal after you confirm it.');
    case 'search_web':
      return t('Searches the web after you confirm the query.');
    default:
      return undefined;
  }
}
