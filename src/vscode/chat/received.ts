import * as vscode from 'vscode';
import { ArchiveFault } from '../../chat/archive/fault.ts';
import { codeBlocks } from '../../chat/markdown/codeBlocks.ts';
import type { FromPanel } from '../../protocol/fromPanel.ts';
import type { ApplyCode } from './applyCode.ts';
import type { Asks } from './asks.ts';
import { wordsForFault } from './cards.ts';
import type { Chat, ChatPorts } from './chat.ts';
import { openLink, showFile } from './links.ts';
import type { Mentions } from './mentions.ts';

/** What the user does in the panel goes to these. */
export interface ReceivedPorts extends ChatPorts {
  readonly chat: Chat;
  readonly asks: Asks;
  readonly mentions: Mentions;
  readonly apply: ApplyCode;
  readonly log: vscode.LogOutputChannel;
}

/** Does what the panel's messages ask for. */
export class Received {
  readonly #ports: ReceivedPorts;

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
    const { asks, chat, composer, history, models, notices, talks, view } = this.#ports;
    const { current } = talks;
    switch (message.type) {
      case 'send':
        return asks.send(message.text);
      case 'stop':
        return current.stop();
      case 'regenerate':
        return asks.change(current, () => current.regenerate(message.turnId));
      case 'edit':
        return asks.change(current, () => current.edit(message.turnId, message.text));
      case 'continue':
        return asks.change(current, () => current.continue(message.turnId));
      case 'card':
        return asks.act(message.action, message.turnId);
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
        return asks.before(composer.attach(message.id));
      case 'detach':
        composer.detach(message.id);
        return;
      case 'chooseFiles':
        await composer.chooseFiles();
        return view.show();
      case 'image':
        return asks.before(composer.paste(message.label, message.data));
      case 'drop':
        return asks.before(composer.drop(message.uris));
      case 'chooseModel':
        return asks.before(models.choose(message.model));
      case 'otherModel':
        await models.pick();
        return view.show();
      case 'code':
        return this.#code(message);
      case 'copyAnswer':
        return this.#ports.apply.copy(talks.answer(message.turnId)?.text ?? '');
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

  async #code({ turnId, block, action }: Extract<FromPanel, { type: 'code' }>): Promise<void> {
    const { apply, chat, talks, view } = this.#ports;
    const found = codeBlocks(talks.answer(turnId)?.text ?? '')[block];
    if (!found) return;
    const { code, language, name } = found;
    if (action === 'copy') await apply.copy(code);
    else if (action === 'insert') await apply.insert(code);
    else if (action === 'replace') await apply.replace(code);
    else if (action === 'newFile') await apply.newFile(code, language, name);
    else if (!(await apply.run(code, language))) await view.show();
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
}
