import type { PagingPlan } from '../../core/connector.ts';
import { HubError } from '../../core/errors.ts';
import type { OperationCaller } from './call-operation.ts';
import type { OperationCall } from './ready-call.ts';

/** How the pages of an operation go on: as the connector's settings say, else as was found at the import. */
export const pagingOf = async (
  { known }: Pick<OperationCaller, 'known'>,
  call: Pick<OperationCall, 'spaceId' | 'connector' | 'operation'>,
): Promise<PagingPlan | undefined> => {
  const connector = await known.get(call.spaceId, call.connector);
  const { plan } = await connector.operation(call.operation);
  const own = connector.settings.operations?.[plan.name]?.paging;
  if (own === 'none') return undefined;
  return own === undefined ? plan.hints.paging : asPlan(own);
};

/** For those who want all pages. */
export const requirePaging = async (
  caller: Pick<OperationCaller, 'known'>,
  call: Pick<OperationCall, 'spaceId' | 'connector' | 'operation'>,
): Promise<PagingPlan> => {
  const paging = await pagingOf(caller, call);
  if (paging !== undefined) return paging;
  throw new HubError(
    'input_invalid',
    `"${call.connector}.${call.operation}" is not known to come in pages. Say how in the connector's settings, or call it without "all".`,
  );
};

type OwnPaging = Exclude<
  NonNullable<
    NonNullable<
      Awaited<ReturnType<OperationCaller['known']['get']>>['settings']['operations']
    >[string]['paging']
  >,
  'none'
>;

/** Without the fields that were left out, as plans are. */
const asPlan = (own: OwnPaging): PagingPlan => {
  if (own.kind === 'last') {
    const { more, ...rest } = own;
    return more === undefined ? rest : { ...rest, more };
  }
  if (own.kind !== 'page') return own;
  const { size, ...rest } = own;
  return size === undefined ? rest : { ...rest, size };
};
