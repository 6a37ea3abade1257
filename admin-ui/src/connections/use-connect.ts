import { useState } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useWrite, type Write } from '../api/queries.tsx';
import type { ConnectStep } from '../api/shapes.ts';
import { spacePath } from '../location/space-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

export interface Connect {
  readonly write: Write<unknown, ConnectStep>;
  /** A code that waits to be typed in at the provider. */
  readonly device: ConnectStep | null;
  begin(): void;
  closeDevice(): void;
}

/** Authorises a connection at its provider: in this window, by a code, or at once. */
export const useConnect = (connectionId: string): Connect => {
  const t = useT();
  const { client, key, space } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const [device, setDevice] = useState<ConnectStep | null>(null);
  const write = useWrite(() =>
    answer(
      client.POST('/api/connections/{connectionId}/connect', {
        params: { path: { connectionId } },
        body: { returnTo: spacePath(space ?? '', `connections/${connectionId}`) },
      }),
    ),
  );
  const next = (step: ConnectStep): void => {
    switch (step.kind) {
      case 'redirect':
        if (step.url !== null) window.location.assign(step.url);
        return;
      case 'device':
        setDevice(step);
        return;
      case 'done':
        cache.expire(key('connections'));
        notices.done(t('connect.connected'));
        return;
      default:
        return step.kind satisfies never;
    }
  };
  return {
    write,
    device,
    begin: () => void write.run(undefined).then(next, () => undefined),
    closeDevice: () => setDevice(null),
  };
};
