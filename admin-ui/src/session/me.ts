import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead, type Read } from '../api/queries.tsx';
import type { Me, Membership, Permission } from '../api/shapes.ts';

export const meKey = ['me'] as const;

/** Who is signed in, and the spaces they are in. */
export const useMe = (options: { readonly enabled?: boolean } = {}): Read<Me> => {
  const { client } = useHub();
  return useRead(meKey, (signal) => answer(client.GET('/api/me', { signal })), options);
};

export const membershipOf = (me: Me | undefined, space: string | null): Membership | undefined =>
  me?.spaces.find(({ slug }) => slug === space);

/** What the reader may do in the space of the page; the hub checks it again at every call. */
export const useMay = (): ((permission: Permission) => boolean) => {
  const { space } = useHub();
  const held = membershipOf(useMe().data, space)?.permissions ?? [];
  return (permission) => held.includes(permission);
};
