import type { FailureKind } from '../../../../../src/mistral/errors/failureKind.ts';
import type { CardAction } from '../../../../../src/protocol/panelViews.ts';

/** A response of a service or of something in front of it, and its interpretation. */
export interface WireCase {
  /** The sender and the meaning. */
  readonly name: string;
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly kind: FailureKind;
  readonly detail?: string;
  /** The first button of the error card in the chat. */
  readonly action: CardAction;
  /** Milliseconds until the next request. */
  readonly pause?: number;
}

/** The requested model in all cases. */
export const MODEL = 'acme-large';

/** The media type of web pages. */
export const HTML = { 'content-type': 'text/html; charset=utf-8' };
/** A web page. */
export const page = (title: string) =>
  `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${title}</body></html>`;

/** An error in the format of Mistral's application. */
export const mistral = (message: unknown, type: string, code: string | number | null) => ({
  ...{ object: 'error', message, type, param: null, code },
});
/** An error in the format of OpenAI, which most gateways and servers use. */
export const openai = (
  message: string,
  type: string | null,
  code: string | number | null,
  more = {},
) => ({
  error: { message, type, param: null, code, ...more },
});
/** The type of most of Mistral's 400s. */
export const ARGS = 'invalid_request_invalid_args';

/** A case as a tuple. */
export type ErrorCase = readonly [
  name: string,
  status: number,
  body: unknown,
  kind: FailureKind,
  action: CardAction,
  more?: Pick<WireCase, 'detail' | 'pause' | 'headers'>,
];

/** The detail of errors that name the model. */
export const model = { detail: MODEL };
