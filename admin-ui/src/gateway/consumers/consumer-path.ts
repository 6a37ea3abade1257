import { gatewayPath } from '../gateway-path.ts';

export const consumerPath = (space: string | null, id: string): string =>
  gatewayPath(space, `consumers/${encodeURIComponent(id)}`);
