import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import { useMay, useMe } from '../session/me.ts';

interface Step {
  readonly name: 'password' | 'secondFactor' | 'invite' | 'key';
  /** In the space, or anywhere when it begins with a slash. */
  readonly to: string;
  /** Not known while it is being found out. */
  readonly done: boolean | undefined;
}

export const useSteps = (): readonly Step[] => {
  const { client, key } = useHub();
  const may = useMay();
  const user = useMe().data?.user;
  const invites = may('members.write');
  const makesKeys = may('keys.write');
  const query = { limit: 2 };
  const people = useRead(
    key('started', 'members'),
    async (signal) => {
      const [members, invitations] = await Promise.all([
        answer(client.GET('/api/members', { signal, params: { query } })),
        answer(client.GET('/api/invitations', { signal, params: { query } })),
      ]);
      return members.items.length > 1 || invitations.items.length > 0;
    },
    { enabled: invites, fresh: true },
  );
  const keys = useRead(
    key('started', 'keys'),
    async (signal) => (await answer(client.GET('/api/keys', { signal, params: { query } }))).items.length > 0,
    { enabled: makesKeys, fresh: true },
  );
  return [
    { name: 'password', to: '/account', done: user?.hasPassword },
    { name: 'secondFactor', to: '/account', done: user?.totp },
    ...(invites ? [{ name: 'invite', to: 'members?tab=invitations&new=1', done: people.data } as const] : []),
    ...(makesKeys ? [{ name: 'key', to: 'keys?new=1', done: keys.data } as const] : []),
  ];
};
