import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { violationsOf } from './axe.ts';

/** The themes for tests, with the colors of VS Code 1.139. */
export const THEMES = ['dark-modern', 'light-modern', 'hc-black', 'hc-light'] as const;

/** The name of a theme for tests. */
export type ThemeName = (typeof THEMES)[number];

/** What VS Code sets in a webview for a theme. */
export interface Theme {
  readonly bodyClass: string;
  /** CSS variables by name. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Reads a theme of `test/fixtures/themes`. */
export function themeOf(name: ThemeName): Theme {
  return JSON.parse(readFileSync(join('test/fixtures/themes', `${name}.json`), 'utf8')) as Theme;
}

/** Changes the theme of an open page, as VS Code does when the user selects another one. */
export async function setTheme(page: Page, name: ThemeName): Promise<void> {
  await page.evaluate(async ({ bodyClass, variables }) => {
    document.body.className = bodyClass;
    document.documentElement.removeAttribute('style');
    for (const [variable, value] of Object.entries(variables))
      document.documentElement.style.setProperty(variable, value);
    const transitions = document.getAnimations().filter((each) => each instanceof CSSTransition);
    await Promise.all(transitions.map(({ finished }) => finished));
  }, themeOf(name));
}

/** The accessibility violations of a page in each theme, one line per element. */
export async function violationsInThemes(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const [index, theme] of THEMES.entries()) {
    await setTheme(page, theme);
    const violations = await violationsOf(page, index === 0 ? 'all' : 'theme');
    found.push(...violations.map((fault) => `${theme}: ${fault}`));
  }
  return found;
}
