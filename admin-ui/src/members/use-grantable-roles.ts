import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { Role } from '../api/shapes.ts';
import { membershipOf, useMe } from '../session/me.ts';
import { grantable } from './role-words.ts';

export const useGrantableRoles = (): readonly Role[] => {
  const { client, space } = useHub();
  const held = membershipOf(useMe().data, space)?.permissions ?? [];
  const table = useRead(['roles'], (signal) => answer(client.GET('/api/roles', { signal })));
  return grantable(table.data ?? [], held);
};
