import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache } from '../api/queries.tsx';
import type { Member, Role } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useNotices } from '../show/notices.tsx';

interface Pages {
  readonly pages: readonly { readonly items: readonly Member[]; readonly next: string | null }[];
}

/** The new role is shown at once; a refusal puts the old one back, and so does the person who thinks again. */
export const useChangeRole = (): ((member: Member, role: Role) => void) => {
  const t = useT();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const change = (member: Member, role: Role, undo: boolean): void => {
    const takeBack = cache.change<Pages>(key('members'), (data) => ({
      ...data,
      pages: data.pages.map((page) => ({
        ...page,
        items: page.items.map((item) => (item.id === member.id ? { ...item, role } : item)),
      })),
    }));
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
