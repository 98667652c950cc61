import temml from 'temml';

// Loaded when an answer contains the first formula.

/** Deeper nesting is not rendered: the parser calls itself for each level. */
const MAX_NESTING = 40;
/** Limits of the library: sizes in em, and expansions of macros. */
const LIMITS = { maxSize: [20, 40] as [number, number], maxExpand: 100 };
const MATHML = 'http://www.w3.org/1998/Math/MathML';
/** Elements that link, load or hide something. */
const UNWANTED: ReadonlySet<string> = new Set(['annotation-xml', 'maction']);
/** Attributes that affect the page around the formula. */
const UNWANTED_ATTRIBUTES = /^(?:id|class|href|src|tabindex|role|on.*|aria-.*|data-.*)$/i;

/** A formula as MathML, built without HTML strings; undefined if its TeX is not valid or too complex. */
export function renderMath(tex: string, isBlock: boolean): Element | undefined {
  if (nestingOf(tex) > MAX_NESTING) return undefined;
  const target = document.createElement('div');
  try {
    temml.render(tex, target, {
      ...LIMITS,
      displayMode: isBlock,
      throwOnError: true,
      trust: false,
      annotate: false,
      macros: {},
    });
  } catch {
    return undefined;
  }
  const math = target.querySelector('math');
  if (!math) return undefined;
  for (const element of [math, ...math.querySelectorAll('*')]) {
    if (element.namespaceURI !== MATHML || UNWANTED.has(element.localName)) return undefined;
    // A copy, because the attributes change while they are removed.
    for (const { name } of Array.from(element.attributes)) {
      if (UNWANTED_ATTRIBUTES.test(name)) element.removeAttribute(name);
    }
  }
  return math;
}

/** The deepest nesting of groups, fences and environments. */
function nestingOf(tex: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of tex.matchAll(/\\[{}]|[{}^_]|\\(?:left|begin|right|end)\b/g)) {
    if (mark === '{' || mark === '\\left' || mark === '\\begin') depth += 1;
    else if (mark === '}' || mark === '\\right' || mark === '\\end') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
