import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Member, Role } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

type Changed = <Held>(held: Held) => Held;

/** Whatever the cache holds of members, a list in pages or one of them: the same, with the change in its place. */
const throughout =
  (change: (member: Member) => Member): Changed =>
  <Held>(held: Held): Held => {
    if (Array.isArray(held)) return held.map(throughout(change)) as Held;
    if (typeof held !== 'object' || held === null) return held;
    if ('role' in held) return change(held as unknown as Member) as unknown as Held;
    return Object.fromEntries(
      Object.entries(held).map(([name, value]) => [name, throughout(change)(value)]),
    ) as Held;
  };

/** The new role is shown at once; a refusal puts the old one back, and so does the person who thinks again. */
export const useChangeRole = (): ((member: Member, role: Role) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const change = (member: Member, role: Role, undo: boolean): void => {
    const takeBack = cache.change(
      key('members'),
      throughout((held) => (held.id === member.id ? { ...held, role } : held)),
    );
    answer(
      client.PATCH('/api/members/{userId}', { params: { path: { userId: member.id } }, body: { role } }),
    ).then(
      () => {
        const message = t('members.roleChanged', { name: member.name, role: t(`role.${role}`) });
        notices.done(message, undo ? () => change({ ...member, role }, member.role, false) : undefined);
        cache.expire(key('members'));
      },
      (error: unknown) => {
        takeBack();
        notices.failed(t('members.roleFailed', { name: member.name }), error);
      },
    );
  };
  return (member, role) => change(member, role, true);
};
