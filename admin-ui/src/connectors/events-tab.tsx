import { useMemo } from 'react';
import type { ConnectorFacts } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useLocalList } from '../list/use-local-list.ts';
import { useT } from '../messages/messages-context.tsx';

type ConnectorEvent = ConnectorFacts['events'][number];

const keyOf = ({ name }: ConnectorEvent): string => name;
const textOf = ({ name, summary }: ConnectorEvent): string => `${name} ${summary}`;

/** What the other side can tell the hub. */
export const EventsTab = ({ events }: { readonly events: readonly ConnectorEvent[] }) => {
  const t = useT();
  const list = useLocalList({ noun: 'events', items: events, id: keyOf, text: textOf });
  const columns = useMemo<readonly Column<ConnectorEvent>[]>(
    () => [
      { name: 'name', header: t('events.name'), render: ({ name }) => <code>{name}</code> },
      {
        name: 'summary',
        header: t('operation.summary'),
        width: '48%',
        render: ({ summary }) => summary || <span className="muted">–</span>,
      },
      {
        name: 'origin',
        header: t('events.origin'),
        width: '136px',
        render: ({ origin }) =>
          origin === 'webhook' || origin === 'callback' ? t(`events.${origin}`) : origin,
      },
    ],
    [t],
  );
  return (
    <DataList
      list={list}
      label={t('connectors.events')}
      failed=""
      nameOf={keyOf}
      empty={{ title: t('events.empty'), text: t('events.emptyText') }}
      columns={columns}
    />
  );
};
