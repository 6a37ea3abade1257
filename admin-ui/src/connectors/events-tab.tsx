import { useMemo } from 'react';
import type { ConnectorFacts } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useLocalList } from '../list/use-local-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { ConnectorHooks } from './connector-hooks.tsx';
import { ConnectorPollers } from './connector-pollers.tsx';
import styles from './connector-page.module.css';

type ConnectorEvent = ConnectorFacts['events'][number];

const keyOf = ({ name }: ConnectorEvent): string => name;
const textOf = ({ name, summary }: ConnectorEvent): string => `${name} ${summary}`;

/** What the document says that the other side can tell. */
const EventList = ({ events }: { readonly events: readonly ConnectorEvent[] }) => {
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

interface TabProps {
  readonly connector: string;
  readonly events: readonly ConnectorEvent[];
}

/** What the other side can tell the hub, and the ways by which it does. */
export const EventsTab = ({ connector, events }: TabProps) => {
  const t = useT();
  return (
    <>
      <section className={styles['wide']} aria-labelledby="webhooks">
        <h2 id="webhooks">{t('nav.webhooks')}</h2>
        <ConnectorHooks connector={connector} />
      </section>
      <section className={styles['wide']} aria-labelledby="pollers">
        <h2 id="pollers">{t('nav.pollers')}</h2>
        <ConnectorPollers connector={connector} />
      </section>
      <section className={styles['wide']} aria-labelledby="events">
        <h2 id="events">{t('events.described')}</h2>
        <EventList events={events} />
      </section>
    </>
  );
};
