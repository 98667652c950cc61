import type { Clock } from '../../../base/clock.ts';
import type { Tool } from '../../../chat/tools/tool.ts';
import { SEARCH_WEB, searchWebTool } from '../../../chat/web/searchWebTool.ts';
import type { SearchWebPorts } from '../../../chat/web/searchWebTool.ts';
import { WebAnswerRequester } from '../../../chat/web/webAnswerRequester.ts';
import type { WebAnswerRequesterPorts } from '../../../chat/web/webAnswerRequester.ts';
import { WebSearch } from '../../../chat/web/webSearch.ts';
import type { WebSearchPorts } from '../../../chat/web/webSearch.ts';
import { webQuestion } from '../../../chat/request/slashCommands.ts';
import type { AnswerRequest, AnswerRequester } from '../../../chat/session/answerRequester.ts';
import type { AssistantTurn } from '../../../chat/session/conversation.ts';
import { modelFor } from '../../../mistral/serviceRouter.ts';
import type { Settings } from '../../settings/settings.ts';
import type { ChatModels } from '../sessions/chatModels.ts';
import { webCommandDetail } from './webTexts.ts';

/** Dependencies of a {@link WebSearch} that uses the chat's model. */
export interface WebSearchDependencies extends Omit<WebSearchPorts, 'model'> {
  readonly settings: Pick<Settings, 'chat'>;
}

/** Dependencies of {@link WebModule}. */
export interface WebModuleDependencies
  extends WebSearchDependencies, Pick<WebAnswerRequesterPorts, 'price'> {
  readonly clock: Clock;
  readonly models: Pick<ChatModels, 'service'>;
  /** Asks the user about the query of the model's search. */
  readonly confirm: SearchWebPorts['confirm'];
  readonly knownKeys: () => Promise<readonly string[]>;
}

/** Answers from the web: the command `/web` and the tool `search_web`. */
export class WebModule {
  readonly search: WebSearch;
  /** `search_web`. */
  readonly tool: Tool;
  readonly #answers: WebAnswerRequester;
  readonly #models: Pick<ChatModels, 'service'>;

  constructor(dependencies: WebModuleDependencies) {
    const { clock, price, onUnexpectedError, confirm, knownKeys, models } = dependencies;
    this.search = createWebSearch(dependencies);
    const { search } = this;
    this.tool = searchWebTool({ search, confirm, knownKeys, price });
    this.#answers = new WebAnswerRequester({ clock, search, price, onUnexpectedError });
    this.#models = models;
  }

  /** Wraps a requester: questions that begin with `/web` are answered from the web. */
  withWebAnswers(chat: AnswerRequester): Pick<AnswerRequester, 'answer'> {
    return {
      answer: (request: AnswerRequest, signal: AbortSignal): Promise<AssistantTurn> => {
        const question = request.question && webQuestion(request.question.text);
        return question === undefined
          ? chat.answer(request, signal)
          : this.#answers.answer(question, request, signal);
      },
    };
  }

  /** Whether a tool is offered to the model: `search_web` only where the web can be searched. */
  readonly isOffered = (tool: string): boolean => {
    const { service } = this.#models;
    return (
      tool !== SEARCH_WEB.name || (service !== undefined && !this.search.unavailableReason(service))
    );
  };

  /** What `/web` does, what it costs, and where it is not available. */
  readonly commandDetail = (): string => {
    const { service } = this.#models;
    return webCommandDetail(service, service && this.search.unavailableReason(service));
  };
}

/** `search_web` for other agents in VS Code, which asks the user itself before it calls the tool. */
export function contributedSearch(
  dependencies: WebSearchDependencies & Pick<WebModuleDependencies, 'knownKeys' | 'price'>,
): Tool {
  const { knownKeys, price } = dependencies;
  const confirm = () => Promise.resolve(true);
  return searchWebTool({ search: createWebSearch(dependencies), confirm, knownKeys, price });
}

/** A search with the model of the chat. */
function createWebSearch({ settings, ...ports }: WebSearchDependencies): WebSearch {
  return new WebSearch({
    ...ports,
    model: ({ name }) => modelFor(name, settings.chat().model),
  });
}
