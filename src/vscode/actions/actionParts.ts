import { Action } from '../../chat/action.ts';
import type { MistralClient } from '../../mistral/client.ts';
import type { Clock } from '../../mistral/clock.ts';
import type { ServiceError } from '../../mistral/errors.ts';
import type { Limits } from '../../mistral/limits.ts';
import { chatModelFor } from '../../mistral/services.ts';
import type { Services } from '../../mistral/services.ts';
import type { ChatParts } from '../chat/chatParts.ts';
import type { DiffPreview } from '../diffPreview.ts';
import type { Exclusions } from '../exclusions.ts';
import type { FailureOf } from '../failures/circumstances.ts';
import type { Circumstances } from '../failures/told.ts';
import type { Models } from '../models/models.ts';
import type { Settings } from '../settings.ts';
import { CodeQuestions } from './codeQuestions.ts';
import { CommitMessages } from './commitMessages.ts';
import { EditCommand } from './editCommand.ts';
import { tellFailure } from './failureMessage.ts';
import { NameSuggestions } from './nameSuggestions.ts';

/** What the actions share with the rest. */
export interface ActionFoundation {
  readonly clock: Clock;
  readonly settings: Settings;
  readonly exclusions: Exclusions;
  readonly services: Services;
  readonly client: MistralClient;
  readonly limits: Limits;
  readonly models: Models;
  readonly circumstances: (failure: FailureOf) => Circumstances;
  readonly chat: () => Promise<ChatParts>;
  readonly preview: () => Promise<DiffPreview>;
}

/** What each action works with. */
export interface ActionTools extends Pick<
  ActionFoundation,
  'clock' | 'exclusions' | 'chat' | 'preview'
> {
  readonly action: Action;
  /** Tells the user of a failure; resolves to whether to try again. */
  readonly failed: (error: ServiceError) => Promise<boolean>;
}

/** The actions on code, built with their first use. */
export class ActionParts {
  readonly questions: CodeQuestions;
  readonly edit: EditCommand;
  readonly commit: CommitMessages;
  readonly names: NameSuggestions;
  readonly #action: Action;

  constructor({ settings, models, circumstances, ...shared }: ActionFoundation) {
    const { clock, exclusions, chat, preview, services, client, limits } = shared;
    const action = new Action({
      ...{ clock, services, client, limits },
      settings: () => settings.chat(),
      model: (service) => {
        const id = chatModelFor(service.name, settings.chat().model);
        const { maxContextLength, predicts } = models.catalogue.facts(id);
        return { id, predicts: predicts === true, context: maxContextLength };
      },
    });
    this.#action = action;
    const failed = (error: ServiceError) => tellFailure(error, circumstances);
    const tools: ActionTools = { clock, exclusions, chat, preview, action, failed };
    this.questions = new CodeQuestions(tools);
    this.edit = new EditCommand(tools);
    this.commit = new CommitMessages(tools);
    this.names = new NameSuggestions(tools);
  }

  /** Ends what is under way. */
  dispose(): void {
    this.commit.stop(undefined);
    this.#action.stop();
  }
}
