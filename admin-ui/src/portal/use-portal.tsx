import { createContext, useContext } from 'react';
import { answer, createVisitorClient, type HubClient } from '../api/hub-client.ts';
import { useRead, type Read } from '../api/queries.tsx';
import type { Portal } from '../api/shapes.ts';

/** What all parts of a portal share: whose it is, and who looks. */
export interface PortalState {
  readonly slug: string;
  readonly client: HubClient;
  readonly portal: Portal;
  path(page?: string): string;
  key(...parts: readonly unknown[]): readonly unknown[];
}

export const PortalContext = createContext<PortalState | null>(null);

export const usePortal = (): PortalState => {
  const state = useContext(PortalContext);
  if (state === null) throw new Error('The portal is used outside of its page.');
  return state;
};

/** One for all pages: it holds nothing of anybody. */
export const visitorClient = createVisitorClient();

export const portalKey = (slug: string, ...parts: readonly unknown[]): readonly unknown[] => [
  'portal',
  slug,
  ...parts,
];

export const useReadPortal = (slug: string): Read<Portal> =>
  useRead(
    portalKey(slug, 'page'),
    (signal) =>
      answer(visitorClient.GET('/api/portal/{space}', { signal, params: { path: { space: slug } } })),
    { fresh: true },
  );
