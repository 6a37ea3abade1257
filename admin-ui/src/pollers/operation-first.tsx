import { Skeleton, Stack } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { OperationFacts } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { Failure } from '../show/failure.tsx';
import { OperationSelect } from './operation-select.tsx';

interface FirstProps {
  readonly connector: string;
  /** The one to begin with. */
  readonly operation: string;
  readonly form: (facts: OperationFacts) => ReactNode;
}

/** The operation first: what else is asked hangs on it. */
export const OperationFirst = ({ connector, operation, form }: FirstProps) => {
  const t = useT();
  const { client, key } = useHub();
  const [chosen, setChosen] = useState(operation);
  const read = useRead(
    key('operations', 'one', connector, chosen),
    (signal) =>
      answer(
        client.GET('/api/connectors/{name}/operations/{operation}', {
          signal,
          params: { path: { name: connector, operation: chosen } },
        }),
      ),
    { enabled: chosen !== '' },
  );
  return (
    <Stack gap={16}>
      <OperationSelect connector={connector} value={chosen} onChange={setChosen} />
      {read.problem !== null && (
        <Failure quiet what={t('operation.failed')} problem={read.problem} onRetry={read.reload} />
      )}
      {chosen !== '' && read.data === undefined && read.problem === null && (
        <Stack gap={12} aria-hidden>
          <Skeleton h={36} />
          <Skeleton h={36} />
        </Stack>
      )}
      {chosen !== '' && read.data !== undefined && form(read.data)}
    </Stack>
  );
};
