import * as vscode from 'vscode';
import type { Outcome } from '../completion/outcome.ts';
import type { RequestTrace, Step, Trace } from '../completion/trace.ts';
import { serviceName, wordsFor, wordsForNothing } from './notify.ts';
import { wordsForRule } from './ruleWords.ts';

/** A call of the engine for people to read, as Markdown: what was decided, sent, answered, cut and shown. */
export function explain(trace: Trace | undefined): string {
  const { t } = vscode.l10n;
  const title = `# ${t('The last completion')}`;
  if (!trace) return `${title}\n\n${t('There has been none yet: type, or ask for one.')}\n`;
  const parts = [title, factsOf(trace), stepsOf(trace), ...requestOf(trace.request)];
  const item = trace.outcome?.item;
  if (item) {
    const range = t(
      'It replaces {0} characters left of the cursor and {1} right of it.',
      item.replaceBefore,
      item.replaceAfter,
    );
    parts.push(`## ${t('Item')}`, range, fenced(item.insertText));
  }
  return `${parts.join('\n\n')}\n`;
}

function factsOf({ snapshot, startedAt, trigger, outcome, request }: Trace): string {
  const { t } = vscode.l10n;
  const how = trigger === 'invoke' ? t('asked for') : t('while typing');
  const facts = [
    [t('When'), `${new Date(startedAt).toLocaleTimeString(vscode.env.language)}, ${how}`],
  ];
  if (snapshot) {
    const { path, languageId, firstLine, prefix, lineBefore } = snapshot;
    const line = firstLine + prefix.split('\n').length;
    facts.push([t('Where'), `${path}:${line}:${lineBefore.length + 1} (${languageId})`]);
  }
  facts.push([t('Result'), resultOf(outcome, request)]);
  return facts.map(([name, text]) => `- ${name}: ${text}`).join('\n');
}

function resultOf(outcome: Outcome | undefined, request: RequestTrace | undefined): string {
  const { t } = vscode.l10n;
  if (!outcome) return t('It is still going on.');
  if (outcome.item) {
    switch (outcome.by) {
      case 'asked':
        return t('A suggestion, from a request.');
      case 'typed':
        return t('A suggestion that was there already: no request.');
      case 'continued':
        return t('The next lines of an answer that was there already: no request.');
      case 'deleted':
        return t('A suggestion from before the deletion: no request.');
    }
  }
  return wordsForNothing(outcome.reason, request);
}

function stepsOf({ steps }: Trace): string {
  const { t } = vscode.l10n;
  const rows = steps.map(({ step, ms }) => `| ${ms} | ${wordsForStep(step)} |`);
  return [`## ${t('Steps')}`, [`| ms | |`, '| -: | - |', ...rows].join('\n')].join('\n\n');
}

function wordsForStep(step: Step): string {
  const { t } = vscode.l10n;
  switch (step) {
    case 'allowed':
      return t('Completions are allowed here; the text around the cursor was read.');
    case 'typed':
      return t('Known: what was typed continues a suggestion, or the same was asked before.');
    case 'deleted':
      return t('Known: what was deleted leads back to a suggestion.');
    case 'continued':
      return t('Known: an earlier answer goes on here.');
    case 'joined':
      return t('A request under way may fit: waited for its answer.');
    case 'waited':
      return t('Waited to see whether you type on.');
    case 'asked':
      return t('Sent a request.');
    case 'landed':
      return t('The answer was complete, or long enough.');
    case 'alternative':
      return t('Asked for an alternative.');
    case 'ended':
      return t('Over.');
  }
}

function requestOf(request: RequestTrace | undefined): string[] {
  if (!request) return [];
  const { t } = vscode.l10n;
  const { service, request: sent, usage, failure, failureDetail } = request;
  const facts = [
    t('{0}, model {1}', serviceName(service), sent.model),
    `max_tokens ${sent.maxTokens}, temperature ${sent.temperature}, stop ${JSON.stringify(sent.stop ?? [])}`,
    ...timesOf(request),
    ...(usage
      ? [
          t(
            'Tokens: {0} in, of these {1} cached, and {2} out',
            usage.promptTokens,
            usage.cachedTokens,
            usage.completionTokens,
          ),
        ]
      : []),
    ...(failure ? [wordsFor(failure, service, failureDetail).title] : []),
  ];
  return [
    `## ${t('Request')}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    `### ${t('Prompt')}`,
    fenced(sent.prompt),
    `### ${t('Suffix')}`,
    fenced(sent.suffix),
    `### ${t('Answer')}`,
    fenced(request.raw),
    ...changesOf(request),
  ];
}

function timesOf({ sentAt, firstTextAt, endedAt, finish }: RequestTrace): string[] {
  const { t } = vscode.l10n;
  const times: string[] = [];
  if (firstTextAt !== undefined) times.push(t('First text after {0} ms', firstTextAt - sentAt));
  if (endedAt !== undefined) times.push(t('Over after {0} ms', endedAt - sentAt));
  times.push(
    finish === undefined
      ? t('Closed by the extension: the rest was not needed.')
      : t('Finish reason of the service: {0}', finish),
  );
  return times;
}

function changesOf({ raw, answered }: RequestTrace): string[] {
  if (!answered || answered.steps.length === 0) return [];
  const parts: string[] = [];
  let before = raw;
  for (const { rule, text } of answered.steps) {
    parts.push(wordsForRule(rule));
    // What it left is said only where it is something else than before.
    if (text !== before)
      parts.push(text.trim() === '' ? vscode.l10n.t('Nothing is left.') : fenced(text));
    before = text;
  }
  return [`### ${vscode.l10n.t('What became of it')}`, ...parts];
}

/** A fence longer than any in the text. */
function fenced(text: string): string {
  if (text === '') return vscode.l10n.t('Nothing.');
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
