import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { answer } from '../../api/hub-client.ts';
import { useHub } from '../../api/hub-context.tsx';
import { useRead } from '../../api/queries.tsx';
import type { GatewayProblem } from '../../api/shapes.ts';
import { useMay } from '../../session/me.ts';
import type { DocumentKind } from './document-api.ts';
import type { Json } from './pipeline-steps.ts';

const none: readonly GatewayProblem[] = [];

/** What the hub would refuse, as one types. */
export const useCheck = (kind: DocumentKind, name: string, document: Json): readonly GatewayProblem[] => {
  const { client, key } = useHub();
  const may = useMay();
  const [typed] = useDebouncedValue(document, 350);
  const read = useRead(
    key('gateway-check', kind, name, typed),
    (signal) =>
      answer(client.POST('/api/gateway/check', { signal, body: { kind, name, document: { ...typed } } })),
    { enabled: may('traffic.write') },
  );
  // Until the next answer the last one stands: what is wrong must not come and go with each key.
  const [held, setHeld] = useState(none);
  const found = read.data?.problems;
  if (found !== undefined && found !== held) setHeld(found);
  return held;
};

/** Those of one part of the document. */
export const problemsBelow = (problems: readonly GatewayProblem[], at: string): readonly GatewayProblem[] =>
  problems.filter(({ path }) => path === at || path.startsWith(`${at}/`));
