import type { CatalogueRow } from '../../mistral/modelRows.ts';
import type { ModelCatalogue } from '../../mistral/models.ts';
import { isAble } from '../../mistral/modelStanding.ts';
import type { ServiceName, Services } from '../../mistral/services.ts';

/** The models of the service that chats now. */
export interface Offer {
  readonly service: ServiceName;
  readonly models: readonly CatalogueRow[];
}

/** Says what is offered: without a network call unless it `mayAsk`; undefined where no service is open. */
export type Offered = (mayAsk: boolean) => Promise<Offer | undefined>;

/** The offer of the catalogue: the models that chat and are not retired. */
export function offeredBy(
  services: Pick<Services, 'route'>,
  catalogue: () => Promise<Pick<ModelCatalogue, 'list' | 'cached'>>,
): Offered {
  return async (mayAsk) => {
    const route = await services.route('chat');
    if ('closed' in route) return undefined;
    const { service } = route;
    const models = await catalogue();
    const { rows } = mayAsk ? await models.list(service) : await models.cached(service);
    const isOffered = (row: CatalogueRow) => row.group !== 'retired' && isAble(row, 'chat');
    return { service: service.name, models: rows.filter(isOffered) };
  };
}
