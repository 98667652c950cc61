import type { FailureKind } from './failureKind.ts';
import type { ErrorBody } from './errorBody.ts';
import { isTooLong, tokenCounts } from './promptTooLong.ts';

/** The kind of a failure, with a detail that is safe to show. */
export interface Classification {
  readonly kind: FailureKind;
  readonly detail?: string | undefined;
}

/** What an error is classified by. */
export interface ErrorFacts {
  /** The HTTP status, or the equivalent one for an error inside a stream. */
  readonly status: number;
  readonly body: ErrorBody;
  /** The requested model, for details that name it. */
  readonly model: string | undefined;
}

/** Rate limits: too many requests or tokens in a short time. */
const RATE_LIMIT_CODE =
  /rate_?limit|ratelimited|too_?many_?requests|throttl|resource_exhausted|\b1300\b/;
const RATE_LIMIT_PROSE = /rate limit|too many requests|slow down|throttl/;
/** The service has no capacity, whatever the status. */
const CAPACITY_CODE = /capacity_exceeded|insufficient_capacity|overloaded|\b3505\b/;
const CAPACITY_PROSE =
  /capacity exceeded|exceeded capacity|no capacity|at capacity|over capacity|not enough capacity|insufficient capacity|capacity constraints|overloaded|server busy|no deployments available|no healthy deployment|no healthy upstream/;
/** The account: payment, credits or a monthly limit. */
const BILLING_CODE =
  /insufficient_(quota|credits?|balance|funds)|billing|payment_?required|budget_?exceeded|exceeded_?budget|credit_(balance|limit)|quota_exceeded|spend(ing)?_limit/;
const BILLING_PROSE =
  /insufficient (quota|credit|balance|funds)|billing|payment|out of credits|no credits|more credits|credit balance|credit limit|credits? (has|have) been (used|exhausted)|run out of (credit|fund)|spend(ing)? limit|usage limits|budget|subscription (has |is )?(expired|inactive|cancelled)|top up|prepaid|purchase/;
/** May refer to a minute or to the account; a short pause decides. */
const QUOTA_PROSE = /quota/;
const HOUR_MS = 3_600_000;
const MONTH = /month|\b30 days\b/;
const SHORT_TIME = /per[ -_](second|minute|hour|day)|a (second|minute)|\b[rt]p[smd]\b|daily/;

/** The plan, workspace or key may not use this model. */
const MODEL_DENIED_CODE =
  /tier_not_allowed|\b1910\b|model_access_denied|model_not_allowed|model_permission|model_not_available_in/;
const DENIED_PROSE =
  /tier|plan\b|subscription|access|not allowed|permi(ssion|tted)|not available|unavailable|not enabled|blocked|denied|upgrade|restricted|gated|entitle|not authorized|licen[cs]e|enterprise|paid/;
/** An invalid key is not a model problem, even if the sentence names a model. */
const BAD_KEY =
  /(invalid|incorrect|expired|revoked|missing|unknown|no)[ _-](x-)?(api[ _-]?key|token|credential)|api key (is |not )?(invalid|valid|expired|missing)|authentication/;
const MODERATION = /guardrail|moderation|content (filter|policy)|safety|data policy/;

/** A 402 about credits is about the account, even if it names a model. */
const CREDIT = /credit|balance|funds/;

const MODEL_UNKNOWN_CODE =
  /invalid_?model|model_?not_?found|unknown_?model|model_decommissioned|deployment_?not_?found|\b1500\b/;
const MODEL_WORD = /\bmodels?\b|\bdeployment\b/;
const UNKNOWN_PROSE =
  /invalid model|unknown model|no such model|not a valid model|not found|does not exist|doesn't exist|do not exist|no endpoints found for|(has been|was|is) (retired|deprecated|decommissioned|removed|shut down)|unsupported model|is not served|not loaded|try pulling/;

const FIM_WORD = /\bfim\b|fill[- ]in[- ]the[- ]middle|\binfill\b|\binsert\b/;
const UNABLE = /not (enabled|supported)|n't support|not support|unsupported/;

/**
 * Classifies an error. Its text takes precedence over the status, since gateways wrap errors in their own status and
 * Mistral's codes have several meanings (3051 is a catch-all).
 */
export function classify({ status, body, model }: ErrorFacts): Classification {
  if (status === 511) return { kind: 'proxy', detail: 'portal' };
  if (body.isHtml) return classifyHtmlPage(status);
  const { prose, codes } = body;
  if (isTooLong(status, body)) return { kind: 'contextTooLong', detail: tokenCounts(body) };
  const isServerError = status >= 500 && status !== 501;
  if (MODEL_DENIED_CODE.test(codes)) return { kind: 'modelNotAllowed', detail: model };
  if (MODEL_UNKNOWN_CODE.test(codes)) return { kind: 'modelUnknown', detail: model };
  if (CAPACITY_CODE.test(codes) && !isServerError) return { kind: 'capacity' };
  if (BILLING_CODE.test(codes)) return classifyBilling(body);
  if (isServerError) return { kind: 'server' };
  if (isAboutBilling(status, body)) return classifyBilling(body);
  if (isRateLimit(status, body)) {
    return { kind: CAPACITY_PROSE.test(prose) ? 'capacity' : 'rateLimited' };
  }
  return classifyStatus(status, body, model);
}

/** An HTML page instead of a JSON error: usually from a proxy between us and the service. */
function classifyHtmlPage(status: number): Classification {
  if (status >= 500) return { kind: 'server' };
  if (status === 407) return { kind: 'proxy' };
  const kinds: Readonly<Record<number, FailureKind>> = {
    402: 'payment',
    404: 'notFound',
    405: 'notFound',
    408: 'timeout',
    410: 'notFound',
    413: 'contextTooLong',
    429: 'rateLimited',
  };
  return kinds[status] === undefined ? { kind: 'proxy', detail: 'html' } : { kind: kinds[status] };
}

function isAboutBilling(status: number, { prose, codes, pauseMs }: ErrorBody): boolean {
  if (![400, 403, 429].includes(status)) return false;
  const isQuota = BILLING_PROSE.test(prose) || QUOTA_PROSE.test(prose);
  if (MONTH.test(prose)) return isQuota || /limit|exceed|used|token/.test(prose);
  // Some services use the same words for a quota per minute, with a pause.
  if (SHORT_TIME.test(prose) || (pauseMs ?? HOUR_MS) < HOUR_MS) return false;
  if (status === 429) return isQuota;
  return BILLING_PROSE.test(prose) && !RATE_LIMIT_CODE.test(codes) && !isModelDenied(status, prose);
}

/** `month` marks wording about a monthly limit. */
function classifyBilling({ prose, codes }: ErrorBody): Classification {
  const isMonth = MONTH.test(prose) || MONTH.test(codes);
  return { kind: 'payment', detail: isMonth ? 'month' : undefined };
}

function isRateLimit(status: number, { prose, codes }: ErrorBody): boolean {
  if (status === 429) return true;
  if (![400, 403, 409, 422, 424, 425].includes(status)) return false;
  return RATE_LIMIT_CODE.test(codes) || RATE_LIMIT_PROSE.test(prose) || CAPACITY_PROSE.test(prose);
}

function classifyStatus(
  status: number,
  body: ErrorBody,
  model: string | undefined,
): Classification {
  const { prose } = body;
  switch (status) {
    case 401:
    case 402:
    case 403: {
      if (status === 402 && CREDIT.test(prose)) return { kind: 'payment' };
      if (isModelDenied(status, prose)) return { kind: 'modelNotAllowed', detail: model };
      const isUnknown = MODEL_WORD.test(prose) && UNKNOWN_PROSE.test(prose);
      if (status === 403 && isUnknown) return { kind: 'modelUnknown', detail: model };
      if (status === 402) return { kind: 'payment' };
      const isAboutModel =
        MODEL_WORD.test(prose) && !MODERATION.test(prose) && !BAD_KEY.test(prose);
      if (status === 403 && isAboutModel) return { kind: 'modelNotAllowed', detail: model };
      return { kind: status === 401 ? 'unauthorised' : 'forbidden' };
    }
    case 404:
    case 410:
      return classifyNotFound(body, model);
    case 405:
      return { kind: 'notFound' };
    case 407:
      return { kind: 'proxy' };
    case 408:
      return { kind: 'timeout' };
    case 413:
      return { kind: 'contextTooLong' };
    case 424:
    case 499:
      return { kind: 'server' };
    default:
      return classifyRequest(body, model);
  }
}

function isModelDenied(status: number, prose: string): boolean {
  if (!MODEL_WORD.test(prose) || !DENIED_PROSE.test(prose)) return false;
  if (MODERATION.test(prose) || BAD_KEY.test(prose)) return false;
  // A 401 is about the key unless the text clearly says that the key is valid.
  return status !== 401 || /(not allowed to|can only|not have|n't have|no) access/.test(prose);
}

/** A retired or unknown model is a 404 as well; errors about a wrong address never mention models. */
function classifyNotFound({ prose, codes }: ErrorBody, model: string | undefined): Classification {
  if (prose.includes('endpoints found that support')) {
    return { kind: 'badRequest', detail: badRequestDetail(prose) };
  }
  const isOfModel = MODEL_WORD.test(prose) || /model/.test(codes) || UNKNOWN_MODEL.test(prose);
  return isOfModel ? { kind: 'modelUnknown', detail: model } : { kind: 'notFound' };
}

/** OpenRouter doesn't say "model": "No endpoints found for acme/large". */
const UNKNOWN_MODEL = /no endpoints found/;

/** 400, 422 and similar: what is wrong with the request. */
function classifyRequest(body: ErrorBody, model: string | undefined): Classification {
  const { prose, validationError, type } = body;
  if (FIM_WORD.test(prose) && UNABLE.test(prose)) return { kind: 'modelNotFim', detail: model };
  if (isUnknownModel(body)) return { kind: 'modelUnknown', detail: model };
  const detail = validationError ?? badRequestDetail(prose) ?? type;
  return { kind: 'badRequest', detail };
}

function isUnknownModel({ prose, validationError = '' }: ErrorBody): boolean {
  // A server that validates the name in its schema.
  if (/^(?!missing)[\w.-]+: body\.model$/.test(validationError)) return true;
  if (validationError !== '' || !MODEL_WORD.test(prose)) return false;
  return UNKNOWN_PROSE.test(prose) && !/function|tool|image|parameter|file/.test(prose);
}

/** What the model does not support, or what is wrong with the images. Uses our own words, not the error's prose. */
function badRequestDetail(prose: string): string | undefined {
  if (/reasoning|thinking|prompt_mode/.test(prose)) return 'reasoning';
  if (/\bimages?\b|image_url|image input|\bvision\b|multimodal/.test(prose))
    return imageDetail(prose);
  if (/function calling|\btools?\b|tool use/.test(prose) && UNABLE_TO_CALL.test(prose))
    return 'tools';
  return /\bchat\b/.test(prose) && UNABLE.test(prose) ? 'chat' : undefined;
}

const UNABLE_TO_CALL =
  /not (enabled|supported)|n't support|not support|unsupported|endpoints found/;

function imageDetail(prose: string): string {
  const isNone = /at most 0 image|up to 0 image/.test(prose);
  if (isNone) return 'image';
  if (
    /too many images|at most \d{1,4} image|up to \d{1,4} image|max(imum)? (number|of|\d)|images? limit|limit of|exceeds/.test(
      prose,
    )
  ) {
    return 'imageCount';
  }
  const isUnreadable =
    /could not be (read|decoded|loaded|processed)|cannot (read|decode|load|open|process|identify)|can't (read|decode)|failed to (read|decode|load|process|fetch|download)|invalid (base64 )?image|corrupt|invalid image|image format|too (large|big|small)|not a valid image|unable to (read|decode|load|process)/;
  return isUnreadable.test(prose) ? 'imageInvalid' : 'image';
}

/** The status that an error inside a stream (status 200) is equivalent to, judged by its text. */
export function equivalentStatus({ status, codes, prose, validationError }: ErrorBody): number {
  if (status !== undefined) return status;
  // A validation error names its rule, such as `extra_forbidden`.
  if (validationError !== undefined) return 422;
  const words = `${codes} ${prose}`;
  if (RATE_LIMIT_CODE.test(codes) || CAPACITY_CODE.test(codes) || BILLING_CODE.test(codes))
    return 429;
  if (RATE_LIMIT_PROSE.test(prose) || CAPACITY_PROSE.test(prose)) return 429;
  if (/unauthori[sz]ed|authentication|invalid_api_key|invalid api key/.test(words)) return 401;
  if (/forbidden|permission/.test(words)) return 403;
  if (BILLING_PROSE.test(prose) || QUOTA_PROSE.test(prose)) return 429;
  if (/not_?found/.test(codes) || prose.includes('not found')) return 404;
  if (/^(invalid|bad_?request|validation)|badrequest|_invalid_|too_long/.test(codes)) return 400;
  return 500;
}
