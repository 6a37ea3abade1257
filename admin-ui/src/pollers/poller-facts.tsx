import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { Poller } from '../api/shapes.ts';
import { operationPath } from '../connectors/connector-path.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from '../show/copy-button.tsx';
import { Facts } from '../show/facts.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { ExactTime } from '../show/time.tsx';
import { PollerState } from './poller-state.tsx';
import { useSaySchedule } from './use-say-schedule.ts';
import styles from '../show/beside.module.css';

type Fact = readonly [string, ReactNode];

export const PollerFacts = ({ poller }: { readonly poller: Poller }) => {
  const t = useT();
  const say = useSaySchedule();
  const { space } = useHub();
  const { connector, operation, connectionId, schedule, tracking } = poller;
  const perhaps = (there: boolean, fact: Fact): readonly Fact[] => (there ? [fact] : []);
  const input = Object.keys(poller.input).length > 0;
  return (
    <>
      <Facts
        facts={[
          [t('connections.state'), <PollerState key="state" state={poller.state} />],
          [
            t('operation.name'),
            <Link key="operation" to={operationPath(space, connector, operation)} className="link">
              {`${connector}.${operation}`}
            </Link>,
          ],
          [
            t('operation.connection'),
            connectionId === null ? (
              t('operation.defaultConnection')
            ) : (
              <Link key="account" to={spacePath(space ?? '', `connections/${connectionId}`)} className="link">
                {connectionId}
              </Link>
            ),
          ],
          [
            t('pollers.schedule'),
            <span key="schedule">
              {say(schedule)} {'cron' in schedule && <code className="muted">{schedule.cron}</code>}
            </span>,
          ],
          [t('pollers.nextRun'), <ExactTime key="next" at={poller.nextAt} never={t('pollers.noNext')} />],
          [t('pollers.lastRun'), <ExactTime key="run" at={poller.lastRunAt} never={t('pollers.never')} />],
          [
            t('pollers.lastEvent'),
            <ExactTime key="event" at={poller.lastEventAt} never={t('pollers.noEvent')} />,
          ],
          [t('pollers.cursor'), t(poller.begun ? 'pollers.begun' : 'pollers.notBegun')],
          [
            t('pollers.items'),
            tracking.items === '' ? t('pollers.itemsWhole') : <code key="items">{tracking.items}</code>,
          ],
          ...perhaps(tracking.by === 'highest', [
            t('pollers.value'),
            <code key="value">{tracking.by === 'highest' ? tracking.value : ''}</code>,
          ]),
          ...perhaps(tracking.id !== undefined, [t('pollers.id'), <code key="id">{tracking.id}</code>]),
          [t('pollers.event'), <code key="type">{`${connector}.${tracking.event}`}</code>],
          [t('connectors.created'), <ExactTime key="created" at={poller.createdAt} />],
          [
            'ID',
            <Group key="poller" gap={4} wrap="nowrap">
              <code>{poller.id}</code>
              <CopyIcon value={poller.id} label={t('copy.id')} />
            </Group>,
          ],
        ]}
      />
      {input && (
        <div>
          <h3 className={styles['heading']}>{t('operation.input')}</h3>
          <JsonTree value={poller.input} label={t('operation.input')} />
        </div>
      )}
    </>
  );
};
