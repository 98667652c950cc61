/** Why a text is not a valid service URL. */
export type InvalidUrlReason = 'notAUrl' | 'scheme' | 'credentials' | 'query' | 'fragment';

/** A valid base URL, or what is wrong with the text. */
export type NormalizedUrl =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly reason: InvalidUrlReason };

/**
 * What users paste along with the base URL. Only the API's own endpoints are removed: a gateway may have a `/v1`
 * elsewhere in its path.
 */
const pastedEnds = new Set(['', 'v1', 'fim', 'chat', 'models', 'embeddings', 'completions']);

/** Parses a service URL as a user may enter it: with `/v1`, a full endpoint path or trailing slashes. */
export function normalizeServiceUrl(text: string): NormalizedUrl {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return { ok: false, reason: 'notAUrl' };
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { ok: false, reason: 'scheme' };
  if (url.username || url.password) return { ok: false, reason: 'credentials' };
  if (url.search) return { ok: false, reason: 'query' };
  if (url.hash) return { ok: false, reason: 'fragment' };
  const path = url.pathname;
  let end = path.length;
  for (let slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', end - 1)) {
    if (!pastedEnds.has(path.slice(slash + 1, end))) break;
    end = slash;
    if (end === 0) break;
  }
  return { ok: true, url: url.origin + path.slice(0, end) };
}

/** Mistral's regional hosts: the same API at a higher price, with fewer models. */
const REGIONAL_URLS: readonly string[] = ['https://api.eu.mistral.ai', 'https://api.us.mistral.ai'];
/** Mistral's own base URLs. */
const MISTRAL_URLS: readonly string[] = [
  'https://api.mistral.ai',
  'https://codestral.mistral.ai',
  ...REGIONAL_URLS,
];

/** Whether a normalized URL is one of Mistral's own, as opposed to a gateway or another server. */
export function isMistralUrl(url: string): boolean {
  return MISTRAL_URLS.includes(url);
}

/** Whether a normalized URL is one of Mistral's regional hosts. */
export function isRegionalUrl(url: string): boolean {
  return REGIONAL_URLS.includes(url);
}

/**
 * Whether the URL's literal host is this machine: `localhost`, `127.0.0.0/8` or `[::1]`. Does not use DNS, which an
 * attacker may control.
 */
export function isLoopback(url: string): boolean {
  const host = hostnameOf(url);
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether requests to this URL are unencrypted: plain HTTP to another machine. */
export function isUnencryptedElsewhere(url: string): boolean {
  return /^http:/i.test(url) && !isLoopback(url);
}

/** Whether the URL's host is `mistral.ai` or a subdomain. */
export function isMistralHost(url: string): boolean {
  return /(^|\.)mistral\.ai$/.test(hostnameOf(url));
}

/** Whether two texts are the same service URL after normalization. */
export function isSameServiceUrl(one: string, other: string): boolean {
  const [first, second] = [normalizeServiceUrl(one), normalizeServiceUrl(other)];
  return first.ok && second.ok ? first.url === second.url : one === other;
}

/** A URL as it may be shown: one that is refused may contain a password, so only its host. */
export function shownUrl(url: string): string {
  const normalized = normalizeServiceUrl(url);
  return normalized.ok ? normalized.url : hostnameOf(url);
}

/** The host of a URL without its port; empty if the text is not a URL. */
export function hostnameOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}
