import type { AuditEntry } from '../api/shapes.ts';
import { FilterText } from '../list/filter-text.tsx';
import type { HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { FilterDay } from '../list/filter-day.tsx';
import { ActorFilter } from './actor-filter.tsx';

export const AuditFilters = ({ list }: { readonly list: HubList<AuditEntry> }) => {
  const t = useT();
  return (
    <>
      <FilterText list={list} name="action" label={t('audit.action')} width={136} />
      <ActorFilter list={list} name="actor" label={t('audit.actor')} />
      <FilterText list={list} name="target" label={t('audit.target')} width={136} />
      <FilterDay list={list} name="from" label={t('audit.from')} />
      <FilterDay list={list} name="to" label={t('audit.to')} />
    </>
  );
};
