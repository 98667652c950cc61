import type * as vscode from 'vscode';
import { toolFact } from '../diagnostics/settingsFacts.ts';
import type { ModelSelection } from '../models/modelSelection.ts';
import { LanguageModelProvider } from './languageModelProvider.ts';
import type { LanguageModelProviderDependencies } from './languageModelProvider.ts';
import { offeredBy } from './offeredModels.ts';

/** What the models in VS Code's model picker need. */
export interface LanguageModelsDependencies extends Omit<
  LanguageModelProviderDependencies,
  'offered' | 'onModelsChanged' | 'onToolOmitted'
> {
  readonly models: () => Promise<Pick<ModelSelection, 'catalogue'>>;
  /** Fires when the models change. */
  readonly modelsChanged: vscode.EventEmitter<void>;
  readonly log: Pick<vscode.LogOutputChannel, 'warn'>;
}

/** The models in VS Code's model picker. */
export function createLanguageModels(
  dependencies: LanguageModelsDependencies,
): LanguageModelProvider {
  const { services, models, modelsChanged, log } = dependencies;
  return new LanguageModelProvider({
    ...dependencies,
    offered: offeredBy(services, async () => (await models()).catalogue),
    onModelsChanged: () => {
      modelsChanged.fire();
    },
    onToolOmitted: (name) => {
      log.warn(`tool left out, its schema is too large or unreadable: ${toolFact(name)}`);
    },
  });
}
