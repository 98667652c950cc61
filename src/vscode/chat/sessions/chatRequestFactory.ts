import { Emitter } from '../../../base/emitter.ts';
import type { ChatArchive } from '../../../chat/archive/chatArchive.ts';
import type { PreparedRequest } from '../../../chat/session/answerRequester.ts';
import type {
  AssistantTurn,
  Attachment,
  Conversation,
  ImageAttachment,
  LeftOut,
  Turn,
} from '../../../chat/session/conversation.ts';
import { MAX_IMAGES } from '../../../chat/context/imageLimits.ts';
import { CHARACTERS_PER_TOKEN } from '../../../chat/context/tokenEstimate.ts';
import { chatRequest } from '../../../chat/request/chatRequest.ts';
import type { ChatModelFacts } from '../../../chat/request/messageWriter.ts';
import { sendableAnswer, sendableTurns } from '../../../chat/request/withheld.ts';
import type { ToolOffer } from '../../../chat/tools/toolCallRunner.ts';
import { ServiceError } from '../../../mistral/errors/serviceError.ts';
import type { ServiceName } from '../../../mistral/serviceName.ts';
import type { AvailableService } from '../../../mistral/serviceRouter.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ChatModels } from './chatModels.ts';
import { ASSUMED_WINDOW } from '../../../chat/request/windowBudget.ts';

/** Dependencies of {@link ChatRequestFactory}. */
export interface ChatRequestFactoryDependencies {
  readonly settings: Settings;
  readonly models: ChatModels;
  readonly archive: Pick<ChatArchive, 'image'>;
  /** Whether an attachment may be sent now. Never rejects. */
  readonly maySend: (attachment: Attachment) => Promise<boolean>;
  /** Whether a file that a tool result is from may be sent now, by its URI. Never rejects. */
  readonly maySendSource: (uri: string) => Promise<boolean>;
  /** The English name of the language for answers to commands; undefined for English. */
  readonly language: string | undefined;
}

/** Attachments that were left out of a request because they may not be sent. */
export interface WithheldAttachments {
  /** The conversation's id. */
  readonly id: string;
  readonly labels: readonly string[];
}

/** Creates requests that fit the model's context window. */
export class ChatRequestFactory {
  readonly #onDidWithhold = new Emitter<WithheldAttachments>();
  /** Fires when attachments are left out of a request because they may not be sent. */
  readonly onDidWithhold = this.#onDidWithhold.event;
  readonly #onDidLeaveOutTools = new Emitter<string>();
  /** Fires once per model, with its ID, when its requests are sent without tools because it doesn't support them. */
  readonly onDidLeaveOutTools = this.#onDidLeaveOutTools.event;
  readonly #dependencies: ChatRequestFactoryDependencies;
  /** Services and models that rejected tools. */
  readonly #withoutTools = new Set<string>();
  /** Models that the user was told about. */
  readonly #reported = new Set<string>();
  /** The share of the context window to use, for chats that were too long. */
  readonly #shares = new Map<string, number>();

  constructor(dependencies: ChatRequestFactoryDependencies) {
    this.#dependencies = dependencies;
  }

  /** Halves what is sent of a chat from now on. */
  shorten(chatId: string): void {
    this.#shares.set(chatId, (this.#shares.get(chatId) ?? 1) / 2);
  }

  /** A service rejected a model's request because of its tools: none are offered to it from now on. */
  readonly onToolsRejected = (service: ServiceName, model: string): void => {
    this.#withoutTools.add(`${service} ${model}`);
    this.#reportOnce(model);
  };

  /** The request for the last question. Rejects with a ServiceError if the question alone is too long. */
  async prepare(
    service: AvailableService,
    { id, turns: all }: Pick<Conversation, 'id' | 'turns'>,
    continued: AssistantTurn | undefined,
    offered?: ToolOffer,
  ): Promise<PreparedRequest> {
    const { settings, models, language, maySend } = this.#dependencies;
    // Read before the check, so that the request follows the check without a delay.
    const facts = models.facts(service);
    const images = facts.supportsImages ? await this.#images(all) : new Map<string, string>();
    const offer = this.#offer(offered, service.name, facts);
    const { turns: sendable, withheld } = await sendableTurns(all, maySend);
    const maySendSource = memoized(this.#dependencies.maySendSource);
    const toSendable = async (turn: Turn) =>
      turn.role === 'assistant' ? sendableAnswer(turn, maySendSource) : turn;
    const turns = await Promise.all(sendable.map(toSendable));
    const continueFrom = continued && (await sendableAnswer(continued, maySendSource));
    if (withheld.length > 0) this.#onDidWithhold.fire({ id, labels: withheld });
    const question = turns.findLast(({ role }) => role === 'user');
    if (question?.role === 'user' && question.text === '' && question.attachments.length === 0) {
      // Nothing of the question may be sent.
      throw new ServiceError('aborted', service.name);
    }
    const share = this.#shares.get(id);
    const context = share === undefined ? facts.context : (facts.context ?? ASSUMED_WINDOW) * share;
    const result = chatRequest(turns, {
      model: { ...facts, context: context === undefined ? undefined : Math.floor(context) },
      settings: settings.chat(),
      images,
      charactersPerToken: CHARACTERS_PER_TOKEN,
      cacheKey: id,
      language,
      continueFrom,
      offer,
    });
    if ('error' in result) {
      const detail = `${result.tokens} > ${result.room}`;
      throw new ServiceError('contextTooLong', service.name, { detail });
    }
    const { request, turnsLeftOut, imagesLeftOut, imagesOverLimit, cuts, resultsShortened } =
      result;
    const leftOut: LeftOut = {
      turns: turnsLeftOut,
      images: imagesLeftOut,
      imagesOverLimit,
      cuts,
      ...(resultsShortened > 0 ? { results: resultsShortened } : {}),
    };
    if (withheld.length > 0) return { request, leftOut: { ...leftOut, withheld } };
    const isWhole =
      turnsLeftOut === 0 && imagesLeftOut === 0 && cuts.length === 0 && resultsShortened === 0;
    return { request, leftOut: isWhole ? undefined : leftOut };
  }

  /** The tools to offer to a model: none if it doesn't support them, which the user is told once. */
  #offer(
    offered: ToolOffer | undefined,
    service: ServiceName,
    { id, supportsTools }: ChatModelFacts,
  ): ToolOffer | undefined {
    if (!offered || (supportsTools !== false && !this.#withoutTools.has(`${service} ${id}`))) {
      return offered;
    }
    this.#reportOnce(id);
    return undefined;
  }

  #reportOnce(model: string): void {
    if (this.#reported.has(model)) return;
    this.#reported.add(model);
    this.#onDidLeaveOutTools.fire(model);
  }

  /** The latest images of the turns, up to the limit per request, as `data:` URLs by file name. */
  async #images(turns: readonly Turn[]): Promise<ReadonlyMap<string, string>> {
    const attached = turns
      .toReversed()
      .flatMap((turn) => (turn.role === 'user' ? turn.attachments : []));
    const images = attached.filter((each): each is ImageAttachment => each.kind === 'image');
    const urls = new Map<string, string>();
    for (const { file, mediaType } of images) {
      if (urls.size === MAX_IMAGES) break;
      const bytes = await this.#dependencies.archive.image(file);
      if (!bytes) continue;
      urls.set(file, `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`);
    }
    return urls;
  }
}

/** Asks once for each value. */
function memoized(ask: (value: string) => Promise<boolean>): (value: string) => Promise<boolean> {
  const answers = new Map<string, Promise<boolean>>();
  return (value) => {
    let answer = answers.get(value);
    if (!answer) answers.set(value, (answer = ask(value)));
    return answer;
  };
}
