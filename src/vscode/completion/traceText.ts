import * as vscode from 'vscode';
import { alignedTable } from '../../base/alignedTable.ts';
import { fenced as fencedCode } from '../../chat/request/fence.ts';
import type { Outcome } from '../../completion/outcome.ts';
import type { LanguageSyntax } from '../../languages/syntaxPresets.ts';
import type { TraceStep, Trace } from '../../completion/trace.ts';
import type { RequestTrace } from '../../completion/request/requestTrace.ts';
import { serviceLabel, errorText, noSuggestionText } from '../messages/errorText.ts';
import { ruleLabel } from './ruleLabels.ts';
import { inlineCode, snippetReason } from './snippetReasons.ts';

/** The trace of a completion as Markdown: decisions, request, answer, post-processing and result. */
export function traceText(trace: Trace | undefined): string {
  const { t } = vscode.l10n;
  const title = `# ${t('The last completion')}`;
  if (!trace)
    return `${title}\n\n${t('No completion yet. Start typing, or trigger a suggestion.')}\n`;
  const language = trace.snapshot?.languageId ?? '';
  const parts = [title, factsOf(trace), stepsOf(trace), ...requestOf(trace.request, language)];
  const item = trace.outcome?.item;
  if (item) {
    const range = t(
      'Replaces {0} characters before the cursor and {1} after it.',
      item.replaceBefore,
      item.replaceAfter,
    );
    parts.push(`## ${t('Inline suggestion')}`, range, fenced(item.insertText, language));
  }
  return `${parts.join('\n\n')}\n`;
}

function factsOf({ snapshot, startedAt, trigger, outcome, request }: Trace): string {
  const { t } = vscode.l10n;
  const how = trigger === 'invoke' ? t('triggered manually') : t('while typing');
  const facts = [
    [t('When'), `${new Date(startedAt).toLocaleTimeString(vscode.env.language)}, ${how}`],
  ];
  if (snapshot) {
    const { path, languageId, syntax, firstLine, prefix, lineBefore } = snapshot;
    const line = firstLine + prefix.split('\n').length;
    facts.push([t('Where'), `${path}:${line}:${lineBefore.length + 1} (${languageId})`]);
    facts.push([t('Syntax'), tokenSourceOf(syntax)]);
  }
  facts.push([t('Result'), resultOf(outcome, request)]);
  return facts.map(([name = '', text = '']) => `- ${t('{0}: {1}', name, text)}`).join('\n');
}

/** What found the strings and comments around the cursor. */
function tokenSourceOf({ source }: LanguageSyntax): string {
  const { t } = vscode.l10n;
  return source ? t('TextMate grammar {0}', source.name) : t('built-in scanner');
}

function resultOf(outcome: Outcome | undefined, request: RequestTrace | undefined): string {
  const { t } = vscode.l10n;
  if (!outcome) return t('In progress.');
  if (outcome.item) {
    switch (outcome.source) {
      case 'requested':
        return t('Suggestion from a request.');
      case 'cached':
        return t('Cached suggestion; no request.');
      case 'continued':
        return t('Next lines of a cached answer; no request.');
      case 'restored':
        return t('Cached suggestion from before the deletion; no request.');
    }
  }
  return noSuggestionText(outcome.reason, request);
}

function stepsOf({ steps }: Trace): string {
  const { t } = vscode.l10n;
  const rows = steps.map(({ step, ms }) => [`${ms}`, stepText(step)] as const);
  return `## ${t('Steps')}\n\n${alignedTable([['ms', t('Step')], ...rows])}`;
}

function stepText(step: TraceStep): string {
  const { t } = vscode.l10n;
  switch (step) {
    case 'allowed':
      return t('Completions are allowed here; the text around the cursor was read.');
    case 'cached':
      return t('Cache hit: the typed text continues a suggestion, or the request is the same.');
    case 'restored':
      return t('Cache hit: the deletion restores an earlier suggestion.');
    case 'continued':
      return t('Cache hit: an earlier answer continues here.');
    case 'joined':
      return t('Waited for an in-flight request that may match.');
    case 'waited':
      return t('Waited for a pause in typing.');
    case 'requested':
      return t('Sent the request.');
    case 'completed':
      return t('The answer ended.');
    case 'alternative':
      return t('Requested an alternative.');
    case 'ended':
      return t('Finished.');
  }
}

function requestOf(request: RequestTrace | undefined, language: string): string[] {
  if (!request) return [];
  const { t } = vscode.l10n;
  const { service, request: sent, usage, failure, failureDetail } = request;
  const facts = [
    t('{0}, model {1}', serviceLabel(service), sent.model),
    `max_tokens ${sent.maxTokens}, temperature ${sent.temperature}, stop ${JSON.stringify(sent.stop ?? [])}`,
    ...timesOf(request),
    ...(usage
      ? [
          t(
            'Tokens: {0} in ({1} cached), {2} out',
            usage.promptTokens,
            usage.cachedTokens,
            usage.completionTokens,
          ),
        ]
      : []),
    ...(failure ? [errorText(failure, service, failureDetail).title] : []),
  ];
  return [
    `## ${t('Request')}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
    ...contextOf(request),
    `### ${t('Prompt')}`,
    fenced(sent.prompt, language),
    `### ${t('Suffix')}`,
    fenced(sent.suffix, language),
    `### ${t('Answer')}`,
    fenced(request.raw, language),
    ...changesOf(request, language),
  ];
}

/** The snippets of other files in the prompt and why they are there. */
function contextOf({ snippets }: RequestTrace): string[] {
  if (snippets.length === 0) return [];
  const { t } = vscode.l10n;
  const rows = snippets.map(
    (snippet) => `- ${t('{0}: {1}', inlineCode(snippet.path), snippetReason(snippet))}`,
  );
  return [`### ${t('Context')}`, rows.join('\n')];
}

function timesOf({ sentAt, firstTextAt, endedAt, finishReason }: RequestTrace): string[] {
  const { t } = vscode.l10n;
  const times: string[] = [];
  if (firstTextAt !== undefined) times.push(t('First token in {0} ms', firstTextAt - sentAt));
  if (endedAt !== undefined) times.push(t('Finished in {0} ms', endedAt - sentAt));
  times.push(
    finishReason === undefined
      ? t('Closed by the extension; the rest was not needed.')
      : t('Finish reason: {0}', finishReason),
  );
  return times;
}

function changesOf({ raw, result: answered }: RequestTrace, language: string): string[] {
  if (!answered || answered.steps.length === 0) return [];
  const parts: string[] = [];
  let before = raw;
  for (const { rule, text } of answered.steps) {
    parts.push(ruleLabel(rule));
    // Show the text only if the rule changed it.
    if (text !== before)
      parts.push(text.trim() === '' ? vscode.l10n.t('Nothing remains.') : fenced(text, language));
    before = text;
  }
  return [`### ${vscode.l10n.t('Post-processing')}`, ...parts];
}

/** A text as code of a language. */
function fenced(text: string, language: string): string {
  return text === '' ? vscode.l10n.t('Empty.') : fencedCode(text, language);
}
