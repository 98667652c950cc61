import { LazyHighlighter } from '../../../src/webview/highlighting/lazyHighlighter.ts';
import { AnswerBody } from '../../../src/webview/markdown/answerBody.ts';
import type { TargetView } from '../../../src/protocol/panelViews.ts';

// Runs in the browser: renders an answer delta by delta and records what it requests.

declare global {
  interface Window {
    showAnswer: typeof showAnswer;
    setTarget: (to: TargetView | undefined) => void;
    /** Actions and links that the answer has reported. */
    reported: string[];
    /** Policy violations and errors, none of which may occur. */
    alarms: string[];
  }
}

const highlighter = new LazyHighlighter(
  () => import('../../../src/webview/highlighting/highlightCode.ts'),
);
let target: TargetView | undefined;
let body: AnswerBody | undefined;

/** Renders an answer in deltas of `size` characters. */
function showAnswer(markdown: string, size = Infinity): void {
  body = new AnswerBody({
    headingLevel: 3,
    highlighter,
    strings: {
      codeActions: 'Code block actions',
      copy: 'Copy',
      apply: 'Apply',
      applyIt: 'Apply: show the change',
      insert: 'Insert at cursor',
      insertInto: 'Insert into {0}:{1}',
      replace: 'Replace selection',
      replaceIn: 'Replace selection in {0}',
      newFile: 'New file',
      newFileNamed: 'New file {0}',
      run: 'Run in terminal',
      useAsCommitMessage: '',
      code: 'Code',
      table: 'Table',
      formula: 'Formula',
      image: 'Image not loaded: {0}',
    },
    onCode: (action, block) => window.reported.push(`${action} ${block}`),
    onLink: (url) => window.reported.push(url),
    sourceAt: (number) => `https://source-${number}.example/a?b=1&c=2`,
    target: () => target,
  });
  document.querySelector('main')?.replaceChildren(body.element);
  if (size === Infinity) body.append(markdown);
  else
    for (let at = 0; at < markdown.length; at += size) body.append(markdown.slice(at, at + size));
  body.finish();
}

window.showAnswer = showAnswer;
window.setTarget = (to) => {
  target = to;
  body?.updateTarget();
};
window.reported = [];
window.alarms = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  window.alarms.push(`${violatedDirective} ${blockedURI}`);
});
window.addEventListener('error', ({ message }) => window.alarms.push(message));
