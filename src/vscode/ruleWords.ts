import * as vscode from 'vscode';

/** What a rule of ending or shaping did to an answer, for people. A rule without words says its name. */
export function wordsForRule(rule: string): string {
  const { t } = vscode.l10n;
  const words: Readonly<Record<string, string>> = {
    line: t('One line was wanted.'),
    'block end': t('Ended: the next line is outside of the block.'),
    'block closed': t('Ended: the block is closed.'),
    'closed already': t('Ended: the document closes the block already.'),
    'one block': t('Ended: more of the same stands below, so one block is enough.'),
    'second definition': t('Ended before a second definition.'),
    'text below': t('Cut: it repeats what stands below.'),
    'same key below': t('Cut: the next line has this key already.'),
    fence: t('Ended with the fence around the code.'),
    'too long': t('Cut: nobody reads that much.'),
    portion: t('A first portion is shown; the next lines follow it.'),
    sentinel: t('Cut: marks of the prompt format are no code.'),
    'own beginning': t('Cut: it repeats what the line begins with.'),
    'leading blanks': t('Cut: blanks that are there already.'),
    repetition: t('Cut: it turns in circles.'),
    'line above': t('Cut: it repeats the line above.'),
    closers: t('Cut: closers that nothing opened, or that stand there already.'),
    indentation: t('Indented as the document is.'),
    'trailing blanks': t('Cut: blanks at the end.'),
  };
  return words[rule] ?? rule;
}
