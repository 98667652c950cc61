import { isRecord, parseJson } from '../../base/json.ts';

type Entry = Readonly<Record<string, unknown>>;

/**
 * The objects of the list `key` in a model's answer. The JSON may be inside a fence or prose, or be cut off: then only
 * its complete objects are returned. Undefined if the answer contains no such list. Takes linear time.
 */
export function objectsIn(answer: string, key: string): readonly Entry[] | undefined {
  const whole = parseJson(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
  const list = Array.isArray(whole) ? whole : isRecord(whole) ? whole[key] : undefined;
  if (Array.isArray(list)) return list.filter(isRecord);
  const named = answer.indexOf(`"${key}"`);
  const start = answer.indexOf('[', Math.max(0, named));
  if (start === -1) return undefined;
  const objects = new ObjectStream().push(answer.slice(start + 1));
  return named === -1 && objects.length === 0 ? undefined : objects;
}

/** Finds the objects of a list in text that arrives in pieces. Takes linear time. */
export class ObjectStream {
  readonly #quotedKey: string;
  #state: 'before key' | 'before list' | 'list' | 'ended';
  /** The end of the text so far, which may be the beginning of the key. */
  #tail = '';
  /** The beginning of an object that is not complete. */
  #open = '';
  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  /** `key` is that of the list. Without one, the text begins inside the list. */
  constructor(key?: string) {
    this.#quotedKey = `"${key ?? ''}"`;
    this.#state = key === undefined ? 'list' : 'before key';
  }

  /** Adds text; returns the objects that it completes. */
  push(text: string): readonly Entry[] {
    return this.#complete(this.#inList(text)).map(parseJson).filter(isRecord);
  }

  /** The part of a text that is in the list. */
  #inList(text: string): string {
    let rest = text;
    if (this.#state === 'before key') {
      const all = this.#tail + rest;
      const at = all.indexOf(this.#quotedKey);
      this.#tail = all.slice(1 - this.#quotedKey.length);
      if (at === -1) return '';
      rest = all.slice(at + this.#quotedKey.length);
      this.#state = 'before list';
    }
    if (this.#state === 'before list') {
      const at = rest.indexOf('[');
      if (at === -1) return '';
      rest = rest.slice(at + 1);
      this.#state = 'list';
    }
    return this.#state === 'list' ? rest : '';
  }

  /** The texts of the outermost objects that are complete, up to the end of the list. */
  #complete(text: string): string[] {
    const objects: string[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      if (this.#isEscaped) this.#isEscaped = false;
      else if (this.#isInString) {
        if (character === '\\') this.#isEscaped = true;
        else if (character === '"') this.#isInString = false;
      } else if (character === '"') this.#isInString = true;
      else if (character === '{') {
        if (this.#depth === 0) start = at;
        this.#depth += 1;
      } else if (character === '}' && this.#depth > 0) {
        this.#depth -= 1;
        if (this.#depth > 0) continue;
        objects.push(this.#open + text.slice(start, at + 1));
        this.#open = '';
      } else if (character === ']' && this.#depth === 0) {
        this.#state = 'ended';
        break;
      }
    }
    if (this.#depth > 0) this.#open += text.slice(start);
    return objects;
  }
}
