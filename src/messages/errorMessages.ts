import type { FailureKind } from '../mistral/errors/failureKind.ts';
import { DEFAULT_URLS } from '../mistral/serviceRouter.ts';
import type { CardAction } from '../protocol/panelViews.ts';
import {
  retryAdvice,
  tooLongTitle,
  modelOf,
  badRequestAdvice,
  badRequestTitle,
  timeoutTitle,
  omissionNote,
} from './errorPhrases.ts';
import type { MessageContext } from './messageContext.ts';

/** The message for one kind of failure, and its actions, most helpful first. */
export interface ErrorMessage {
  readonly title: (context: MessageContext) => string;
  readonly advice: (context: MessageContext) => string;
  /** The buttons of the error card in the chat. */
  readonly card: readonly CardAction[];
  /** The rows in the status menu, which is about completions. */
  readonly menu: readonly CardAction[];
}

/** Temporary problems: retry, or see the log. */
const transientProblem = { card: ['retry'], menu: ['retry', 'showLog'] } as const;
/** Problems of the network between this machine and the service. */
const connectionProblem = {
  card: ['proxySettings', 'retry'],
  menu: ['proxySettings', 'showLog'],
} as const;
/** Problems of the service URL. */
const urlProblem = { card: ['settings', 'retry'], menu: ['settings', 'showLog'] } as const;

/** The messages and actions for every kind of failure, for all features. */
export const ERROR_MESSAGES: Readonly<Record<FailureKind, ErrorMessage>> = {
  unauthorised: {
    title: ({ t, name, otherName, mayBelongToOtherService }) =>
      mayBelongToOtherService
        ? t('{0} rejected the API key. It may be a {1} key.', name, otherName)
        : t('{0} rejected the API key.', name),
    advice: ({ t, otherName, mayBelongToOtherService }) =>
      mayBelongToOtherService
        ? t(
            'Mistral and Codestral keys are not interchangeable. Set this key as the {0} key, or set the service to “auto”.',
            otherName,
          )
        : t(
            'Set the key again, or set a key for the other service. New keys can take a few minutes.',
          ),
    card: ['setKey', 'manageKeys', 'retry'],
    menu: ['manageKeys', 'showLog'],
  },
  payment: {
    title: ({ t, name, detail }) =>
      detail === 'month'
        ? t('Your {0} account has reached its limit for this month.', name)
        : t('{0} requires payment.', name),
    advice: ({ t, detail }) =>
      detail === 'month'
        ? t('Raise the limit or wait until next month.')
        : t('Check your plan and spending limit.'),
    card: ['account', 'manageKeys', 'retry'],
    menu: ['account', 'manageKeys'],
  },
  forbidden: {
    title: ({ t, name }) => t('This {0} key does not have permission for that.', name),
    advice: ({ t }) => t('Check what this key and its workspace are allowed to use.'),
    card: ['manageKeys', 'chooseModel', 'account', 'retry'],
    menu: ['manageKeys', 'account'],
  },
  rateLimited: {
    title: ({ t, name, isMonthUsedUp }) =>
      isMonthUsedUp
        ? t('Your {0} account has used all of its tokens for this month.', name)
        : t('Rate limit reached at {0}.', name),
    advice: (context) =>
      context.isMonthUsedUp
        ? context.t('Wait until next month, or check your plan.')
        : retryAdvice(context),
    card: ['retry', 'usage', 'account'],
    menu: ['usage', 'account'],
  },
  capacity: {
    title: ({ t, name }) => t('{0} has no capacity for your plan right now.', name),
    advice: retryAdvice,
    card: ['retry', 'chooseModel'],
    menu: ['chooseModel', 'account'],
  },
  modelUnknown: {
    title: (context) => {
      const { t, name } = context;
      const model = modelOf(context);
      return model === undefined
        ? t('Model not found at {0}. It may have been retired.', name)
        : t('Model {1} not found at {0}. It may have been retired.', name, model);
    },
    advice: ({ t, replacement }) =>
      replacement === undefined
        ? t('Choose another model.')
        : t('Choose its replacement, {0}.', replacement),
    card: ['chooseModel', 'retry'],
    menu: ['chooseModel'],
  },
  modelNotAllowed: {
    title: (context) => {
      const { t, name } = context;
      const model = modelOf(context);
      return model === undefined
        ? t('Your {0} plan does not include this model.', name)
        : t('Your {0} plan does not include model {1}.', name, model);
    },
    advice: ({ t }) => t('Choose another model or check your plan.'),
    card: ['chooseModel', 'account', 'retry'],
    menu: ['chooseModel', 'account'],
  },
  modelNotFim: {
    title: (context) => {
      const model = modelOf(context);
      return model === undefined
        ? context.t('This model does not support code completion.')
        : context.t('Model {0} does not support code completion.', model);
    },
    advice: ({ t }) =>
      t('Choose a model with fill-in-the-middle support, such as {0}.', 'codestral-latest'),
    card: ['chooseModel', 'retry'],
    menu: ['chooseModel'],
  },
  contextTooLong: {
    title: tooLongTitle,
    advice: (context) => {
      const { t, isChat } = context;
      const next = isChat
        ? t('Reduce the context, or choose a model with a larger context window.')
        : t('Choose a model with a larger context window.');
      return `${omissionNote(context)} ${next}`.trimStart();
    },
    card: ['shorten', 'chooseModel'],
    menu: ['chooseModel'],
  },
  badRequest: {
    title: badRequestTitle,
    advice: badRequestAdvice,
    card: ['chooseModel', 'retry'],
    menu: ['chooseModel', 'showLog'],
  },
  notFound: {
    title: ({ t, name, detail }) =>
      detail === 'webSearch'
        ? t('{0} has no web search at this address.', name)
        : t('No API found at the URL for {0}.', name),
    advice: ({ t, detail }) =>
      detail === 'webSearch'
        ? t(
            'Web search needs a Mistral API key and Mistral’s own address, {0}.',
            DEFAULT_URLS.mistral,
          )
        : t('Check the service URL in the settings.'),
    ...urlProblem,
  },
  server: {
    title: ({ t, name }) => t('{0} reported an internal error.', name),
    advice: retryAdvice,
    ...transientProblem,
  },
  unknownHost: {
    title: ({ t, name }) => t('Couldn’t find the host of {0}.', name),
    advice: ({ t }) => t('Check your network and the service URL in the settings.'),
    ...urlProblem,
  },
  offline: {
    title: ({ t, name }) => t('Couldn’t reach {0}.', name),
    advice: (context) => `${context.t('Check your network.')} ${retryAdvice(context)}`,
    ...transientProblem,
  },
  timeout: { title: timeoutTitle, advice: retryAdvice, ...transientProblem },
  certificate: {
    title: ({ t, name }) => t('The certificate for {0} is not trusted.', name),
    advice: ({ t }) =>
      t('If you use a company proxy, turn on the setting “http.systemCertificates”.'),
    ...connectionProblem,
  },
  proxy: {
    title: ({ t, name, detail }) =>
      detail === 'portal'
        ? t('Sign in to this network to reach {0}.', name)
        : t('A proxy or sign-in page answered instead of {0}.', name),
    advice: ({ t, detail }) =>
      detail === 'portal'
        ? t('Open any website in your browser to sign in, then try again.')
        : t('Sign in to the network or check your proxy settings.'),
    ...connectionProblem,
  },
  redirect: {
    title: ({ t, name, detail }) =>
      t('{0} redirected the request to another host: {1}.', name, detail ?? '?'),
    advice: ({ t }) =>
      t('Redirects are not followed. Sign in to the network or check the service URL.'),
    ...urlProblem,
  },
  protocol: {
    title: ({ t, name }) => t('The response from {0} was invalid.', name),
    advice: retryAdvice,
    ...transientProblem,
  },
  truncated: {
    title: ({ t, name }) => t('The response from {0} was incomplete.', name),
    advice: retryAdvice,
    ...transientProblem,
  },
  badUrl: {
    title: ({ t, name }) => t('The URL for {0} is not valid.', name),
    advice: ({ t, detail }) =>
      detail === 'badPort'
        ? t('Requests to this port are blocked. Use another port for the service.')
        : t('Use the form https://host, without a user, password, query, or fragment.'),
    card: ['settings'],
    menu: ['settings'],
  },
  noKey: {
    title: ({ t }) => t('No API key set.'),
    advice: ({ t }) => t('Set a Mistral or Codestral key. Either one is enough.'),
    card: ['setKey', 'retry'],
    menu: ['manageKeys', 'walkthrough'],
  },
  aborted: {
    title: ({ t }) => t('The request was canceled.'),
    advice: ({ t }) => t('Try again at any time.'),
    card: ['retry'],
    menu: ['retry'],
  },
  serviceChanged: {
    title: ({ t, name }) => t('The API key or URL for {0} changed.', name),
    advice: ({ t }) => t('The request was stopped. Try again.'),
    card: ['retry'],
    menu: ['retry'],
  },
  internal: {
    title: ({ t }) => t('Codestral ran into an internal error.'),
    advice: ({ t }) => t('See the log for details. Please report it with the diagnostic report.'),
    card: ['showLog', 'diagnostics', 'retry'],
    menu: ['showLog', 'diagnostics'],
  },
};
