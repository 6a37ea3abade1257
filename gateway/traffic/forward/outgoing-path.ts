import type { Exchange } from '../exchange.ts';
import type { ForwardTo } from '../policy-deps.ts';

/** What the upstream is asked for, with its query. */
export const pathOf = ({ outgoing }: Exchange, to: ForwardTo, basePath: string): string => {
  // The query goes with the path, as express-gateway has it.
  if (to.ignorePath) return basePath === '' || !to.prependPath ? '/' : basePath;
  return to.prependPath ? basePath + outgoing.path + outgoing.query : outgoing.path + outgoing.query;
};
