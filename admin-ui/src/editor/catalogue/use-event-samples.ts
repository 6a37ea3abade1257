import { useMemo } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import { useMay } from '../../session/me.ts';
import type { FlowShape } from '../document/flow-shape.ts';
import { eventsThatBegin } from '../trial/trial-wish.ts';

/** By the type of the event. */
export type EventSamples = ReadonlyMap<string, unknown>;

const mostTypes = 10;
const none: EventSamples = new Map();

/** What the events that begin the flow hold, as far as connectors say it. */
export const useEventSamples = (shape: FlowShape): EventSamples => {
  const { client, key } = useHub();
  const may = useMay();
  const types = useMemo(
    () => [...new Set(eventsThatBegin(shape).map(({ type }) => String(type)))].slice(0, mostTypes),
    [shape],
  );
  const read = useRead(
    key('connector-events', 'samples', ...types),
    async (signal) => {
      const found = await Promise.all(
        types.map(async (type) => {
          const params = { query: { type } };
          const { known, data } = await answer(client.GET('/api/connector-event-sample', { signal, params }));
          return known ? [[type, data] as const] : [];
        }),
      );
      return new Map(found.flat());
    },
    { enabled: types.length > 0 && may('connectors.read') },
  );
  return read.data ?? none;
};
