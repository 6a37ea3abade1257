import type { OperationFacts as Facts } from '../api/shapes.ts';
import { UsedBy } from '../connectors/used-by.tsx';
import { useT } from '../messages/messages-context.tsx';
import { Facts as FactList } from '../show/facts.tsx';

/** What is good to know before a call. */
export const OperationFacts = ({ facts }: { readonly facts: Facts }) => {
  const t = useT();
  const { hints, security, tags } = facts;
  const words = [
    hints['readOnly'] === true ? t('operation.readOnly') : null,
    hints['destructive'] === true ? t('operation.destructive') : null,
    hints['readOnly'] !== true && hints['idempotent'] === true ? t('operation.idempotent') : null,
    hints['paging'] === undefined ? null : t('operation.paged'),
  ].filter((word) => word !== null);
  const ways = security.map((each) =>
    Object.keys(each).length === 0
      ? t(security.length === 1 ? 'operation.noAuth' : 'operation.withoutAuth')
      : Object.entries(each)
          .map(([scheme, scopes]) => (scopes.length === 0 ? scheme : `${scheme} (${scopes.join(', ')})`))
          .join(' + '),
  );
  return (
    <FactList
      facts={[
        ...(tags.length > 0 ? [[t('operation.tag'), tags.join(', ')] as const] : []),
        ...(words.length > 0 ? [[t('operation.kind'), words.join(' · ')] as const] : []),
        [
          t('connectors.auth'),
          ways.length === 0 ? t('operation.noAuth') : ways.join(` ${t('operation.or')} `),
        ],
        [t('usedBy'), <UsedBy key="users" users={facts} />],
      ]}
    />
  );
};
