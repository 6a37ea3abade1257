import { SegmentedControl } from '@mantine/core';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { useViewState } from '../../location/use-view-state.ts';
import { useT } from '../../messages/messages-context.tsx';
import { Failure } from '../../show/failure.tsx';
import { PageHeader } from '../../show/page-header.tsx';
import { GatewayTabs } from '../gateway-tabs.tsx';
import { ListeningNote } from '../listening-note.tsx';
import { NameSelect } from '../name-select.tsx';
import { RequestList } from './request-list.tsx';
import { RouteTable } from './route-table.tsx';
import { rangeNames, ranges, type Range } from './series.ts';
import { TrafficCharts } from './traffic-charts.tsx';
import styles from './traffic.module.css';

/** What goes through the gateway at the moment, and what went through it. */
const TrafficPage = () => {
  const t = useT();
  const view = useViewState();
  const { client, key } = useHub();
  const range: Range = rangeNames.find((one) => one === view.get('range')) ?? 'hour';
  const route = view.get('pipeline');
  const { ms, everyMs } = ranges[range];
  const usageOf = (group: 'time' | 'pipeline', pipeline: string | null) => (signal: AbortSignal) => {
    const now = Date.now();
    const from = new Date(now - ms).toISOString();
    // A minute ahead: what is counted now stands under the minute that is not over.
    const to = new Date(now + 60_000).toISOString();
    const query = { from, to, group, ...(pipeline === null ? {} : { pipeline }) };
    return answer(client.GET('/api/traffic/usage', { signal, params: { query } })).then((usage) => ({
      ...usage,
      readAt: now,
    }));
  };
  const time = useRead(key('traffic-usage', 'time', range, route), usageOf('time', route), {
    fresh: true,
    everyMs,
  });
  const byRoute = useRead(key('traffic-usage', 'pipeline', range), usageOf('pipeline', null), {
    fresh: true,
    everyMs: Math.max(everyMs, 5_000),
  });
  const called = byRoute.data?.rows.map(({ key: name }) => name) ?? [];
  return (
    <>
      <PageHeader title={t('nav.gateway')} about={t('gateway.trafficAbout')} />
      <GatewayTabs current="traffic" />
      <ListeningNote />
      <div className={styles['controls']}>
        <SegmentedControl
          size="xs"
          aria-label={t('gateway.range')}
          value={range}
          onChange={(next) => view.set({ range: next === 'hour' ? null : next })}
          data={rangeNames.map((value) => ({ value, label: t(`gateway.range.${value}`) }))}
        />
        <NameSelect
          of="pipelines"
          also={called}
          size="xs"
          w={220}
          clearable
          aria-label={t('gateway.route')}
          placeholder={t('gateway.allRoutes')}
          value={route}
          onChange={(pipeline) => view.set({ pipeline })}
        />
      </div>
      {time.problem !== null && (
        <div className={styles['failed']}>
          <Failure
            quiet={time.data !== undefined}
            what={t('gateway.usageFailed')}
            problem={time.problem}
            onRetry={time.reload}
            retrying={time.busy}
          />
        </div>
      )}
      {(time.data !== undefined || time.problem === null) && (
        <TrafficCharts usage={time.data} range={range} />
      )}
      {(byRoute.data !== undefined || byRoute.problem === null) && (
        <RouteTable usage={byRoute.data} onChoose={(pipeline) => view.set({ pipeline })} />
      )}
      <RequestList routes={called} />
    </>
  );
};

export default TrafficPage;
