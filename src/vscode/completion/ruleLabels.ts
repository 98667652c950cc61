import * as vscode from 'vscode';

/** Describes what a post-processing rule did to an answer. An unknown rule is shown by its name. */
export function ruleLabel(rule: string): string {
  const { t } = vscode.l10n;
  const labels: Readonly<Record<string, string>> = {
    line: t('Stopped after one line.'),
    'block end': t('Stopped: the next line is outside the block.'),
    'block closed': t('Stopped: the block is closed.'),
    'closed already': t('Stopped: the document already closes the block.'),
    'one block': t('Stopped after one block.'),
    'second definition': t('Stopped before a second definition.'),
    'text below': t('Trimmed: repeats the code below.'),
    'same key below': t('Trimmed: the next line already has this key.'),
    fence: t('Stopped at the closing code fence.'),
    'too long': t('Trimmed: too long.'),
    'line limit': t('The first part is shown; the next lines follow after you accept it.'),
    sentinel: t('Trimmed: prompt format markers, a code fence, or an explanation.'),
    'repeated prefix': t('Trimmed: repeats the start of the line.'),
    'leading whitespace': t('Trimmed: leading whitespace that is already there.'),
    repetition: t('Trimmed: repetition.'),
    tabs: t('Adjusted the indentation to tabs.'),
    'broken string': t('Trimmed: unfinished string in the last line.'),
    'line above': t('Trimmed: repeats the line above.'),
    closers: t('Trimmed: unmatched or duplicate closing brackets.'),
    indentation: t('Adjusted the indentation to the document.'),
    'trailing whitespace': t('Trimmed: trailing whitespace.'),
  };
  return labels[rule] ?? rule;
}
