import type { FailureKind } from '../../mistral/errors.ts';
import type { CardAction } from '../../protocol/views.ts';
import {
  goesOn,
  howMuchTooLong,
  modelOf,
  whatIsNotAccepted,
  whatTookTooLong,
  whatWasCut,
} from './phrases.ts';
import type { Told } from './told.ts';

/** One kind of failure: what it is called, what to do about it, and what helps where, the likeliest first. */
export interface Row {
  readonly title: (told: Told) => string;
  readonly advice: (told: Told) => string;
  /** The buttons of a chat's card. */
  readonly card: readonly CardAction[];
  /** The ways out in the menu, which is about completions. */
  readonly menu: readonly CardAction[];
}

/** What passes by itself: it can be asked for again, and the log says more. */
const passing = { card: ['retry'], menu: ['retry', 'showLog'] } as const;
/** What comes from the network between here and the service. */
const onTheWay = { card: ['proxySettings', 'retry'], menu: ['proxySettings', 'showLog'] } as const;
/** What a wrong URL brings about. */
const atTheAddress = { card: ['settings', 'retry'], menu: ['settings', 'showLog'] } as const;

/** Every kind of failure, for all features: the one place where they get their words and their ways out. */
export const FAILURES: Readonly<Record<FailureKind, Row>> = {
  unauthorised: {
    title: ({ t, name, otherName, isOfOtherService }) =>
      isOfOtherService
        ? t('{0} refuses the API key: it may be one for {1}.', name, otherName)
        : t('{0} refuses the API key.', name),
    advice: ({ t, otherName, isOfOtherService }) =>
      isOfOtherService
        ? t(
            'Keys of Mistral and of Codestral are not interchangeable. Store it as the {0} key, or set the service to "auto".',
            otherName,
          )
        : t('Set the key again, or set the key of the other service. A new key may take minutes.'),
    card: ['setKey', 'manageKeys', 'retry'],
    menu: ['manageKeys', 'showLog'],
  },
  payment: {
    title: ({ t, name }) => t('{0} asks for a payment.', name),
    advice: ({ t }) => t('Look at the plan and the spending limit of your account.'),
    card: ['account', 'manageKeys', 'retry'],
    menu: ['account', 'manageKeys'],
  },
  forbidden: {
    title: ({ t, name }) => t('{0} does not allow this key to do that.', name),
    advice: ({ t }) => t('Check what the key and the workspace of your account may use.'),
    card: ['manageKeys', 'account', 'retry'],
    menu: ['manageKeys', 'account'],
  },
  rateLimited: {
    title: ({ t, name, isMonthUsedUp }) =>
      isMonthUsedUp
        ? t('The tokens that your account at {0} has for this month are used up.', name)
        : t('{0} limits the number of requests.', name),
    advice: (told) =>
      told.isMonthUsedUp
        ? told.t('Wait for the next month, or look at the plan of your account.')
        : goesOn(told),
    card: ['retry', 'usage', 'account'],
    menu: ['usage', 'account'],
  },
  capacity: {
    title: ({ t, name }) => t('{0} has no capacity for your plan at the moment.', name),
    advice: goesOn,
    card: ['retry', 'chooseModel'],
    menu: ['chooseModel', 'account'],
  },
  modelUnknown: {
    title: (told) => {
      const { t, name } = told;
      const model = modelOf(told);
      return model === undefined
        ? t('{0} does not know the model, or has retired it.', name)
        : t('{0} does not know the model {1}, or has retired it.', name, model);
    },
    advice: ({ t, replacement }) =>
      replacement === undefined
        ? t('Choose another model.')
        : t('Choose {0}, which takes its place.', replacement),
    card: ['chooseModel', 'retry'],
    menu: ['chooseModel'],
  },
  modelNotFim: {
    title: (told) => {
      const model = modelOf(told);
      return model === undefined
        ? told.t('The model cannot complete code.')
        : told.t('The model {0} cannot complete code.', model);
    },
    advice: ({ t }) =>
      t('Choose a model that can fill in the middle, such as {0}.', 'codestral-latest'),
    card: ['chooseModel', 'retry'],
    menu: ['chooseModel'],
  },
  contextTooLong: {
    title: howMuchTooLong,
    advice: (told) => {
      const { t, isChat } = told;
      const next = isChat
        ? t('Send less of the chat, or choose a model with a larger context.')
        : t('Choose a model with a larger context.');
      return `${whatWasCut(told)} ${next}`.trimStart();
    },
    card: ['shorten', 'chooseModel'],
    menu: ['chooseModel'],
  },
  badRequest: {
    title: whatIsNotAccepted,
    advice: ({ t, detail }) =>
      detail === 'reasoning' || detail === 'image' || detail === 'chat'
        ? t('Choose another model.')
        : t('If you use a gateway, check that it speaks the Mistral protocol.'),
    card: ['chooseModel', 'retry'],
    menu: ['chooseModel', 'showLog'],
  },
  notFound: {
    title: ({ t, name }) => t('There is no such service at the address of {0}.', name),
    advice: ({ t }) => t('Check the URL of the service in the settings.'),
    ...atTheAddress,
  },
  server: {
    title: ({ t, name }) => t('{0} has a problem of its own.', name),
    advice: goesOn,
    ...passing,
  },
  unknownHost: {
    title: ({ t, name }) => t('The host of {0} cannot be found.', name),
    advice: ({ t }) => t('Check the network, and the URL of the service in the settings.'),
    ...atTheAddress,
  },
  offline: {
    title: ({ t, name }) => t('{0} cannot be reached.', name),
    advice: (told) => `${told.t('Check the network.')} ${goesOn(told)}`,
    ...passing,
  },
  timeout: { title: whatTookTooLong, advice: goesOn, ...passing },
  certificate: {
    title: ({ t, name }) => t('The certificate of {0} is not trusted.', name),
    advice: ({ t }) => t('Behind a company proxy, switch on "http.systemCertificates".'),
    ...onTheWay,
  },
  proxy: {
    title: ({ t, name }) => t('Something between you and {0} answered in its place.', name),
    advice: ({ t }) => t('Sign in to the network, or check the proxy settings.'),
    ...onTheWay,
  },
  redirect: {
    title: ({ t, name, detail }) =>
      t('{0} wants to send the request to another host: {1}.', name, detail ?? '?'),
    advice: ({ t }) => t('Redirects are never followed. Check the URL of the service.'),
    ...atTheAddress,
  },
  protocol: {
    title: ({ t, name }) => t('The answer of {0} was damaged.', name),
    advice: goesOn,
    ...passing,
  },
  truncated: {
    title: ({ t, name }) => t('The answer of {0} was damaged: its end is missing.', name),
    advice: goesOn,
    ...passing,
  },
  badUrl: {
    title: ({ t, name }) => t('The URL of {0} cannot be used.', name),
    advice: ({ t }) => t('Write it as https://host, without user, password, query or fragment.'),
    card: ['settings'],
    menu: ['settings'],
  },
  noKey: {
    title: ({ t }) => t('There is no API key.'),
    advice: ({ t }) => t('One key is enough: set a Mistral or a Codestral key.'),
    card: ['setKey', 'retry'],
    menu: ['manageKeys', 'walkthrough'],
  },
  aborted: {
    title: ({ t }) => t('The request was cancelled.'),
    advice: ({ t }) => t('Ask again when you like.'),
    card: ['retry'],
    menu: ['retry'],
  },
  internal: {
    title: ({ t }) => t('Codestral has a fault of its own.'),
    advice: ({ t }) => t('See the log, and please report it with the diagnostic report.'),
    card: ['showLog', 'diagnostics', 'retry'],
    menu: ['showLog', 'diagnostics'],
  },
};
