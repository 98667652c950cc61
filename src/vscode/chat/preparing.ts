import type { Archive } from '../../chat/archive/archive.ts';
import type { Prepared } from '../../chat/answering.ts';
import type { Answer, Conversation, ImageAttachment, Turn } from '../../chat/conversation.ts';
import { MOST_IMAGES } from '../../chat/context/images.ts';
import { CHARACTERS_PER_TOKEN } from '../../chat/context/tokens.ts';
import { chatRequest } from '../../chat/request.ts';
import { ServiceError } from '../../mistral/errors.ts';
import type { OpenService } from '../../mistral/services.ts';
import type { Settings } from '../settings.ts';
import type { ChatModels } from './chatModels.ts';

/** A window whose size nobody tells, once it has turned out too small; in tokens. */
const ASSUMED_WINDOW = 32_000;

/** What requests are made from. */
export interface PreparingPorts {
  readonly settings: Settings;
  readonly models: ChatModels;
  readonly archive: Pick<Archive, 'image'>;
  /** What commands are answered in, as English calls it; undefined for English. */
  readonly language: string | undefined;
}

/** Makes a conversation into a request that fits. */
export class Preparing {
  readonly #ports: PreparingPorts;
  /** The share of the model's window that is used, for chats that turned out too long. */
  readonly #shares = new Map<string, number>();

  constructor(ports: PreparingPorts) {
    this.#ports = ports;
  }

  /** Characters a token, for estimates. */
  readonly charactersPerToken = CHARACTERS_PER_TOKEN;

  /** From now on half as much of a chat is sent. */
  shorten(chat: string): void {
    this.#shares.set(chat, (this.#shares.get(chat) ?? 1) / 2);
  }

  /** The request for the last question; throws a ServiceError if the question alone is too long. */
  async prepare(
    service: OpenService,
    { id, turns }: Pick<Conversation, 'id' | 'turns'>,
    continued: Answer | undefined,
  ): Promise<Prepared> {
    const { settings, models, language } = this.#ports;
    const facts = models.facts(service);
    const share = this.#shares.get(id);
    const context = share === undefined ? facts.context : (facts.context ?? ASSUMED_WINDOW) * share;
    const result = chatRequest(turns, {
      model: { ...facts, context: context === undefined ? undefined : Math.floor(context) },
      settings: settings.chat(),
      images: facts.seesImages ? await this.#images(turns) : new Map(),
      charactersPerToken: CHARACTERS_PER_TOKEN,
      cacheKey: id,
      language,
      continueFrom: continued,
    });
    if ('fault' in result) {
      const detail = `${result.tokens} > ${result.room}`;
      throw new ServiceError('contextTooLong', service.name, { detail });
    }
    const { request, turnsLeftOut, imagesLeftOut, cuts } = result;
    const isWhole = turnsLeftOut === 0 && imagesLeftOut === 0 && cuts.length === 0;
    return {
      request,
      leftOut: isWhole ? undefined : { turns: turnsLeftOut, images: imagesLeftOut, cuts },
    };
  }

  /** The newest pictures of the turns, as many as travel, as `data:` URLs by the names of their files. */
  async #images(turns: readonly Turn[]): Promise<ReadonlyMap<string, string>> {
    const attached = turns
      .toReversed()
      .flatMap((turn) => (turn.role === 'user' ? turn.attachments : []));
    const pictures = attached.filter((each): each is ImageAttachment => each.kind === 'image');
    const urls = new Map<string, string>();
    for (const { file, mediaType } of pictures) {
      if (urls.size === MOST_IMAGES) break;
      const bytes = await this.#ports.archive.image(file);
      if (!bytes) continue;
      urls.set(file, `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`);
    }
    return urls;
  }
}
