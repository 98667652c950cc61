import * as vscode from 'vscode';
import { ArchiveFault } from '../../chat/archive/fault.ts';
import type { Answer } from '../../chat/conversation.ts';
import { codeBlocks } from '../../chat/markdown/codeBlocks.ts';
import type { Talk } from '../../chat/talk.ts';
import type { Services } from '../../mistral/services.ts';
import type { FromPanel } from '../../protocol/fromPanel.ts';
import type { CardAction } from '../../protocol/views.ts';
import { sentence, wordsFor } from '../notify.ts';
import type { ApplyCode } from './applyCode.ts';
import { wordsForFault } from './cards.ts';
import type { Chat, ChatPorts } from './chat.ts';
import { openLink, showFile } from './links.ts';
import type { Mentions } from './mentions.ts';
import type { Preparing } from './preparing.ts';

/** What the user does in the panel goes to these. */
export interface ReceivedPorts extends ChatPorts {
  readonly chat: Chat;
  readonly services: Pick<Services, 'route'>;
  readonly mentions: Mentions;
  readonly preparing: Preparing;
  readonly apply: ApplyCode;
  readonly log: vscode.LogOutputChannel;
}

/** Does what the panel's messages ask for. */
export class Received {
  readonly #ports: ReceivedPorts;
  /** What has to be done before a question leaves: it was asked for before. */
  readonly #first = new Set<Promise<void>>();

  constructor(ports: ReceivedPorts) {
    this.#ports = ports;
  }

  /** Never rejects: what fails is told in the panel. */
  async receive(message: FromPanel): Promise<void> {
    try {
      await this.#do(message);
    } catch (error) {
      const fault = error instanceof ArchiveFault ? error : undefined;
      // Messages may hold names of files; the kind of the error is enough for a log.
      const why = fault ? fault.message : error instanceof Error ? error.name : '';
      this.#ports.log.error(`Chat: ${message.type} failed.`, why);
      const isKnown = fault && fault.kind !== 'failed';
      const { t } = vscode.l10n;
      const words = isKnown ? wordsForFault(fault.kind) : t('That did not work. See the log.');
      this.#ports.notices.show('error', words);
    }
  }

  async #do(message: FromPanel): Promise<void> {
    const { chat, composer, history, models, notices, talks, view } = this.#ports;
    const { current } = talks;
    switch (message.type) {
      case 'send':
        return this.send(message.text);
      case 'stop':
        return current.stop();
      case 'regenerate':
        return this.#change(current, () => current.regenerate(message.turnId));
      case 'edit':
        return this.#change(current, () => current.edit(message.turnId, message.text));
      case 'continue':
        return this.#change(current, () => current.continue(message.turnId));
      case 'card':
        return this.#act(message.action, message.turnId);
      case 'earlier':
        chat.earlier();
        return;
      case 'notice':
        return notices.press(message.id);
      case 'dismissNotice':
        notices.dismiss(message.id);
        return;
      case 'takeOver':
        chat.tellOpened(await talks.takeOver());
        return;
      case 'draft':
        composer.write(message.sessionId, message.text);
        return;
      case 'mentions': {
        const rows = await this.#ports.mentions.rows(message.query);
        view.post({ type: 'mentions', requestId: message.requestId, rows });
        return;
      }
      case 'attach':
        return this.#before(composer.attach(message.id));
      case 'detach':
        composer.detach(message.id);
        return;
      case 'chooseFiles':
        return composer.chooseFiles();
      case 'image':
        return this.#before(composer.paste(message.label, message.data));
      case 'drop':
        return this.#before(composer.drop(message.uris));
      case 'chooseModel':
        return this.#before(models.choose(message.model));
      case 'otherModel':
        return models.pick();
      case 'code':
        return this.#code(message);
      case 'copyAnswer':
        return this.#ports.apply.copy(this.#answer(message.turnId)?.text ?? '');
      case 'openLink':
        return openLink(message.url);
      case 'openChip':
        return this.#openChip(message.id);
      case 'history':
        return history.show(message.query);
      case 'closeHistory':
        history.close();
        return;
      case 'openSession':
        history.close();
        chat.tellOpened(await talks.open(message.id));
        return;
      case 'renameSession':
        return history.rename(message.id, message.title);
      case 'deleteSession':
        return history.remove(message.id);
      case 'deleteAllSessions':
        return history.removeAll();
      case 'exportSession':
        return history.export(message.id, message.format);
      case 'ready':
      case 'resync':
      case 'fault':
        return; // the view's own
    }
  }

  /** Asks a question; the message box keeps it where it cannot be asked. */
  async send(text: string): Promise<void> {
    const { composer, notices, talks, view } = this.#ports;
    const talk = talks.current;
    const asked = text.trim();
    if (asked === '/clear') {
      talk.write({ ...talk.draft, text: '' });
      view.post({ type: 'draft', text: '' });
      talks.begin();
      return;
    }
    if (!(await this.#mayAsk(talk))) {
      // The box takes it that what it has sent is on its way: it is to be sent again.
      if (talk === talks.current) view.post({ type: 'draft', text });
      return;
    }
    const attachments = composer.attached();
    if (asked === '' && attachments.length === 0) return;
    notices.dismiss();
    // The text is gone from the box once it is in the chat, and not before.
    const over = talk.ask(asked, attachments);
    composer.sent();
    view.post({ type: 'draft', text: '' });
    await over;
  }

  async #before(task: Promise<void>): Promise<void> {
    this.#first.add(task);
    try {
      await task;
    } finally {
      this.#first.delete(task);
    }
  }

  /** What takes turns away can be undone. */
  async #change(talk: Talk, change: () => Promise<void>): Promise<void> {
    const { notices } = this.#ports;
    if (!(await this.#mayAsk(talk))) return;
    notices.dismiss();
    const over = change();
    if (talk.canUndo) {
      notices.show('info', vscode.l10n.t('What came after it was removed.'), {
        label: vscode.l10n.t('Undo'),
        run: () => talk.undo(),
      });
    }
    await over;
  }

  /** Whether a request could leave, once all is done that was asked for before; says why not. */
  async #mayAsk(talk: Talk): Promise<boolean> {
    const { notices, services, talks } = this.#ports;
    const { t } = vscode.l10n;
    await Promise.allSettled(this.#first);
    const route = await services.route('chat');
    // Meanwhile another chat may have come on screen, or another question may have been faster.
    if (talk !== talks.current || talk.isAnswering) return false;
    if (talks.isReadOnly) {
      notices.show('error', wordsForFault('taken'));
      return false;
    }
    if (!('closed' in route)) return true;
    const isKeyMissing = route.closed === 'noKey';
    notices.show('error', sentence(wordsFor(route.closed, route.service, undefined, 'chat')), {
      label: isKeyMissing ? t('Set API Key') : t('Open Settings'),
      run: () => this.#act(isKeyMissing ? 'setKey' : 'settings', undefined),
    });
    return false;
  }

  async #act(action: CardAction, turnId: string | undefined): Promise<void> {
    const { models, preparing, talks, view } = this.#ports;
    const { current } = talks;
    const answer = turnId === undefined ? undefined : this.#answer(turnId);
    const service = answer?.failure?.service ?? models.closed?.service ?? 'mistral';
    switch (action) {
      case 'retry':
        if (answer) await this.#again(answer);
        return;
      case 'shorten':
        preparing.shorten(current.conversation.id);
        if (answer) await this.#again(answer);
        return;
      case 'setKey':
        await vscode.commands.executeCommand(
          service === 'mistral' ? 'codestral.setMistralKey' : 'codestral.setCodestralKey',
        );
        await view.show();
        return;
      case 'chooseModel':
        await models.pick();
        return;
      case 'settings':
        await vscode.commands.executeCommand(
          'workbench.action.openSettings',
          `codestral.services.${service}.url`,
        );
        return;
      case 'showLog':
        this.#ports.log.show();
    }
  }

  /** An answer that broke off goes on; one that never came is asked for anew. */
  async #again(answer: Answer): Promise<void> {
    const { current } = this.#ports.talks;
    await this.#change(current, () =>
      answer.text === '' ? current.regenerate(answer.id) : current.continue(answer.id),
    );
  }

  async #code({ turnId, block, action }: Extract<FromPanel, { type: 'code' }>): Promise<void> {
    const { apply, chat } = this.#ports;
    const found = codeBlocks(this.#answer(turnId)?.text ?? '')[block];
    if (!found) return;
    const { code, language, name } = found;
    if (action === 'copy') await apply.copy(code);
    else if (action === 'insert') await apply.insert(code);
    else if (action === 'replace') await apply.replace(code);
    else if (action === 'newFile') await apply.newFile(code, language, name);
    else await apply.run(code, language);
    chat.update('target');
  }

  async #openChip(id: string): Promise<void> {
    const { composer, talks } = this.#ports;
    const { turns } = talks.current.conversation;
    const sent = turns.flatMap((turn) => (turn.role === 'user' ? turn.attachments : []));
    const found = [...composer.attached(), ...sent].find((each) => each.id === id);
    if (!found || found.kind === 'image' || found.path === undefined) return;
    await showFile(found.path, found.lines?.first ?? 1);
  }

  #answer(turnId: string): Answer | undefined {
    const { turns } = this.#ports.talks.current.conversation;
    const turn = turns.find(({ id }) => id === turnId);
    return turn?.role === 'assistant' ? turn : undefined;
  }
}
