import type { CatalogueModel } from '../../mistral/models/aliasGroups.ts';
import type { ModelCatalogue } from '../../mistral/models/modelCatalogue.ts';
import { isOffered } from '../../mistral/models/modelStatus.ts';
import type { ServiceRouter } from '../../mistral/serviceRouter.ts';
import type { ServiceName } from '../../mistral/serviceName.ts';

/** The models of the service that the chat uses. */
export interface ModelOffer {
  readonly service: ServiceName;
  readonly models: readonly CatalogueModel[];
}

/** Returns the offered models; undefined if no service is available. Sends a request only if `mayRequest`. */
export type LoadOfferedModels = (mayRequest: boolean) => Promise<ModelOffer | undefined>;

/** The chat models of the catalogue that are not retired. */
export function offeredBy(
  services: Pick<ServiceRouter, 'route'>,
  catalogue: () => Promise<Pick<ModelCatalogue, 'list' | 'cached'>>,
): LoadOfferedModels {
  return async (mayRequest) => {
    const route = await services.route('chat');
    if ('unavailable' in route) return undefined;
    const { service } = route;
    const models = await catalogue();
    const { rows } = mayRequest ? await models.list(service) : await models.cached(service);
    return { service: service.name, models: rows.filter((row) => isOffered(row, 'chat')) };
  };
}
