import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';

/** How many questions wait for the reader. */
export const useWaitingCount = (): number => {
  const { client, key, space } = useHub();
  const read = useRead(
    key('approval-count'),
    (signal) => answer(client.GET('/api/approvals/count', { signal })),
    { enabled: space !== null },
  );
  return read.data?.open ?? 0;
};

/** As far as the hub counts. */
export const mostCounted = 100;
