import type { WireCase } from './cases/case.ts';
import { ADDRESSES_CASES } from './cases/addresses.ts';
import { KEYS_CASES } from './cases/keys.ts';
import { MODELS_CASES } from './cases/models.ts';
import { MONEY_CASES } from './cases/money.ts';
import { PACE_CASES } from './cases/pace.ts';
import { REQUESTS_CASES } from './cases/requests.ts';
import { TOO_LONG_CASES } from './cases/tooLong.ts';

/** Responses with an error status. */
export const STATUS_CASES: readonly WireCase[] = [
  ...KEYS_CASES,
  ...MODELS_CASES,
  ...TOO_LONG_CASES,
  ...PACE_CASES,
  ...MONEY_CASES,
  ...REQUESTS_CASES,
  ...ADDRESSES_CASES,
].map(([name, status, body, kind, action, more]) => ({
  name,
  status,
  body,
  kind,
  action,
  ...more,
}));
