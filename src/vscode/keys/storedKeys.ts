import type { KeyStore } from './keyStore.ts';

/** The keys of both services, as far as they are set. */
export async function storedKeys(keys: KeyStore): Promise<readonly string[]> {
  const found = await Promise.all([keys.get('mistral'), keys.get('codestral')]);
  return found.filter((key) => key !== undefined);
}
