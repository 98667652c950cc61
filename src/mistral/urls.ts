/** Why a text cannot be a service's URL. */
export type UrlFault = 'notAUrl' | 'scheme' | 'credentials' | 'query' | 'fragment';

/** A usable base URL, or what is wrong with the text. */
export type NormalisedUrl =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: UrlFault };

/**
 * What people paste along with the base URL. Only the API's own endpoints are taken off: a gateway
 * may well have a `/v1` further up its path.
 */
const pastedEnd = /\/+(v1|fim|chat|models|embeddings|(fim\/+|chat\/+)?completions)?$/;

/** Reads a service's URL as a user may write it: with `/v1`, a full path, or slashes at its end. */
export function normaliseServiceUrl(text: string): NormalisedUrl {
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
  let path = url.pathname;
  while (pastedEnd.test(path)) path = path.replace(pastedEnd, '');
  return { ok: true, url: url.origin + path };
}

/**
 * Whether the URL's literal host is this machine: `localhost`, `127.0.0.0/8` or `[::1]`. Never
 * decided by DNS, which an attacker may answer.
 */
export function isLoopback(url: string): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether what is sent to this URL can be read on its way: plain http to another machine. */
export function isUnencryptedElsewhere(url: string): boolean {
  return /^http:/i.test(url) && !isLoopback(url);
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
}
