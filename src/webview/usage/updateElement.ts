/**
 * Gives an element the attributes and content of another one. Elements of the same kind at the same place stay, with
 * their focus and scroll position. Takes nodes out of `next`.
 */
export function updateElement(old: Element, next: Element): void {
  for (const name of old.getAttributeNames()) {
    if (!next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const olds = [...old.childNodes];
  const nexts = [...next.childNodes];
  for (const [at, child] of nexts.entries()) {
    const before = olds[at];
    if (!before) old.append(child);
    else if (before.nodeName !== child.nodeName) before.replaceWith(child);
    else if (before instanceof Element && child instanceof Element) updateElement(before, child);
    else if (before.nodeValue !== child.nodeValue) before.nodeValue = child.nodeValue;
  }
  for (const child of olds.slice(nexts.length)) child.remove();
}
