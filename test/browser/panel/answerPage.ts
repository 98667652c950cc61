import { AnswerBody } from '../../../src/webview/markdown/answerBody.ts';
import type { TargetView } from '../../../src/protocol/views.ts';

// What the tests of answers run in the browser: shows an answer, piece by piece, and says what became of it.

declare global {
  interface Window {
    showAnswer: typeof showAnswer;
    retarget: (to: TargetView | undefined) => void;
    /** What the answer asked of the panel: actions on code, and links followed. */
    asked: string[];
    /** What must not happen: violations of the policy, errors. */
    alarms: string[];
  }
}

let target: TargetView | undefined;
let body: AnswerBody | undefined;

/** Shows an answer in pieces of this size. */
function showAnswer(markdown: string, size = Infinity): void {
  body = new AnswerBody({
    headingLevel: 3,
    words: {
      codeActions: 'Code actions',
      copy: 'Copy',
      insert: 'Insert at cursor',
      insertInto: 'Insert into {0}:{1}',
      replace: 'Replace selection',
      replaceIn: 'Replace selection in {0}',
      newFile: 'New file',
      newFileNamed: 'New file {0}',
      run: 'Run in terminal',
      code: 'Code',
      table: 'Table',
      image: 'Image, not loaded',
    },
    onCode: (action, block) => window.asked.push(`${action} ${block}`),
    onLink: (url) => window.asked.push(url),
    target: () => target,
  });
  document.querySelector('main')?.replaceChildren(body.element);
  if (size === Infinity) body.append(markdown);
  else
    for (let at = 0; at < markdown.length; at += size) body.append(markdown.slice(at, at + size));
  body.finish();
}

window.showAnswer = showAnswer;
window.retarget = (to) => {
  target = to;
  body?.retarget();
};
window.asked = [];
window.alarms = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
  window.alarms.push(`${violatedDirective} ${blockedURI}`);
});
window.addEventListener('error', ({ message }) => window.alarms.push(message));
