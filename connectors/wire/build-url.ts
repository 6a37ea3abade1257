import { HubError } from '../../core/errors.ts';
import { percent } from '../../core/percent.ts';
import { contentText } from './content-text.ts';
import { fillPath } from './fill-path.ts';
import { valueEncoder } from './percent.ts';
import { pairsOf } from './styles.ts';
import type { GivenParameter } from './take-arguments.ts';

/** The server's address, the path below it, and the queries of server, path and arguments one after the other. */
export const buildUrl = (baseUrl: string, template: string, given: readonly GivenParameter[]): string => {
  const base = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (base === undefined || !/^https?:$/.test(base.protocol))
    throw new HubError(
      'input_invalid',
      `The server address "${baseUrl.replace(/[?#].*$/s, '').slice(0, 200)}" is no absolute http or https URL. Set one at the connection.`,
    );
  // Documents of some clouds tell operations apart by a query or a fragment written into the path.
  const [, path = '', , ownQuery = ''] = /^([^?#]*)(\?([^#]*))?/.exec(template) ?? [];
  const query = [
    base.search.slice(1),
    fillPath(ownQuery, given),
    ...given.flatMap((parameter) => (parameter.plan.in === 'query' ? queryOf(parameter) : [])),
  ].filter((text) => text !== '');
  base.search = '';
  base.hash = '';
  const below = fillPath(path, given);
  const start = base.href.replace(/\/+$/, '');
  const full = below === '' || below.startsWith('/') ? start + below : `${start}/${below}`;
  return query.length === 0 ? full : `${full}?${query.join('&')}`;
};

const queryOf = ({ plan, value }: GivenParameter): string[] => {
  const encode = valueEncoder(plan.allowReserved, plan.explode || plan.content !== undefined);
  if (plan.content !== undefined)
    return [`${percent(plan.name)}=${encode(contentText(plan.content, value))}`];
  const pairs = pairsOf(plan, value, { name: percent, value: encode });
  // What must be there is there, also when it is empty.
  if (pairs.length === 0 && plan.required) return [`${percent(plan.name)}=`];
  return pairs.map(([name, text]) => `${name}=${text}`);
};
