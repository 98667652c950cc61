import { isRecord, parseJson } from '../../base/json.ts';

type Entry = Readonly<Record<string, unknown>>;

/**
 * The objects of the list `key` in a model's answer. The JSON may be inside a fence or prose, or be cut off: then these
 * are its complete objects. Undefined if the answer contains no such list. Takes linear time.
 */
export function objectsIn(answer: string, key: string): readonly Entry[] | undefined {
  const whole = parseJson(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1));
  const list = Array.isArray(whole) ? whole : isRecord(whole) ? whole[key] : undefined;
  if (Array.isArray(list)) return list.filter(isRecord);
  const named = answer.indexOf(`"${key}"`);
  const start = answer.indexOf('[', Math.max(0, named));
  if (start === -1) return undefined;
  const objects = completeObjects(answer, start + 1)
    .map(parseJson)
    .filter(isRecord);
  return named === -1 && objects.length === 0 ? undefined : objects;
}

/** The texts of the outermost objects that are complete, up to the end of the list that `from` is in. */
function completeObjects(text: string, from: number): string[] {
  const objects: string[] = [];
  let [depth, start, isInString] = [0, from, false];
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (isInString) {
      if (character === '\\') at += 1;
      else if (character === '"') isInString = false;
    } else if (character === '"') isInString = true;
    else if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) objects.push(text.slice(start, at + 1));
    } else if (character === ']' && depth === 0) break;
  }
  return objects;
}
