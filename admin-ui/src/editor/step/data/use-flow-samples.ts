import { useMemo, useState } from 'react';
import { answer } from '../../../api/hub-client.ts';
import { useHub } from '../../../api/hub-context.tsx';
import { useRead } from '../../../api/queries.tsx';
import type { Run, RunTask } from '../../../api/shapes.ts';
import { useMay } from '../../../session/me.ts';
import type { FlowShape } from '../../document/flow-shape.ts';
import { useEventSamples } from '../../catalogue/use-event-samples.ts';
import { earlierSteps } from './earlier-path.ts';
import { samplesOfRun, samplesOfSchema, wantedWhole, withPins, withWhole } from './samples-of.ts';
import type { FlowSamples } from './samples.ts';
import { useWholeTask } from './use-whole-task.ts';

export interface ChosenSamples {
  readonly samples: FlowSamples;
  /** The newest runs of the flow, to choose from. */
  readonly runs: readonly Run[];
  /** Null: the newest one that is over. */
  readonly chosen: string | null;
  choose(run: string | null): void;
  /** Something may have run: looks again. */
  reload(): void;
}

interface Options {
  readonly flow: string;
  readonly shape: FlowShape;
  /** The step that is looked at: what is too long to come with the others is asked for. */
  readonly looked: string | null;
  /** Outputs that the person has pinned, by place. */
  readonly pins?: ReadonlyMap<string, unknown>;
}

const newest = 20;
const mostTasks = 1_000;

/** What the fields of a flow are tried on: its last run, one that was chosen, or what its schema lets expect. */
export const useFlowSamples = ({ flow, shape, looked, pins }: Options): ChosenSamples => {
  const { client, key } = useHub();
  const may = useMay();
  const reads = may('flows.read');
  const [chosen, choose] = useState<string | null>(null);
  const runs = useRead(
    key('runs', 'samples', flow),
    async (signal) => {
      const query = { flow, limit: newest, sort: '-startedAt' } as const;
      return (await answer(client.GET('/api/runs', { signal, params: { query } }))).items;
    },
    { enabled: reads },
  );
  const items = runs.data ?? [];
  const run = chosen ?? (items.find(({ status }) => status === 'completed') ?? items[0])?.run ?? null;
  const detail = useRead(
    key('runs', 'sample', run),
    async (signal) => {
      const path = { run: run ?? '' };
      const one = await answer(client.GET('/api/runs/{run}', { signal, params: { path } }));
      const tasks: RunTask[] = [];
      let after = 0;
      while (tasks.length < mostTasks) {
        const query = { after, limit: 500 };
        const page = await answer(client.GET('/api/runs/{run}/tasks', { signal, params: { path, query } }));
        tasks.push(...page.items);
        if (page.next === null) break;
        after = page.next;
      }
      return { run: one, tasks };
    },
    { enabled: reads && run !== null },
  );
  const variables = useRead(
    key('variables', 'all'),
    async (signal) => {
      const query = { limit: 200 };
      const { items: all } = await answer(client.GET('/api/variables', { signal, params: { query } }));
      return Object.fromEntries(all.map(({ name, value }) => [name, value]));
    },
    { enabled: may('flows.read') },
  );
  const { data } = detail;
  const told = useEventSamples(shape);
  const env = variables.data;
  const found = useMemo(
    () => (data === undefined ? samplesOfSchema(shape, told) : samplesOfRun(data.run, data.tasks)),
    [data, shape, told],
  );
  const whole = useWhole(found, shape, looked);
  const samples = useMemo(
    () => withPins({ ...withWhole(found, whole), env: env ?? {} }, pins ?? new Map()),
    [found, whole, env, pins],
  );
  return { samples, runs: items, chosen, choose, reload: runs.reload };
};

/** Of the step that is looked at, and of the two nearest before it that were too long: they may have megabytes. */
const useWhole = (samples: FlowSamples, shape: FlowShape, looked: string | null): readonly RunTask[] => {
  const earlier = looked === null ? [] : earlierSteps(shape, looked).map(({ place }) => place);
  const [first = null, second = null, third = null] = wantedWhole(samples, looked, earlier);
  const run = samples.run?.id ?? '';
  const { data: one } = useWholeTask(run, first);
  const { data: two } = useWholeTask(run, second);
  const { data: three } = useWholeTask(run, third);
  return useMemo(() => [one, two, three].flatMap((task) => task ?? []), [one, two, three]);
};
