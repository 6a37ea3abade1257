import { createContext, useContext, useMemo, type ReactNode } from 'react';
import { createHubClient, type HubClient } from './hub-client.ts';

export interface Hub {
  readonly client: HubClient;
  readonly space: string | null;
  /** The place of something in the cache: what belongs to one space is never shown in another. */
  key(...parts: readonly unknown[]): readonly unknown[];
}

const HubContext = createContext<Hub | null>(null);

export const HubProvider = (props: { readonly space: string | null; readonly children: ReactNode }) => {
  const { space } = props;
  const hub = useMemo<Hub>(
    () => ({ client: createHubClient(space), space, key: (...parts) => ['hub', space, ...parts] }),
    [space],
  );
  return <HubContext value={hub}>{props.children}</HubContext>;
};

export const useHub = (): Hub => {
  const hub = useContext(HubContext);
  if (hub === null) throw new Error('The hub is used outside of HubProvider. Wrap the page in it.');
  return hub;
};
