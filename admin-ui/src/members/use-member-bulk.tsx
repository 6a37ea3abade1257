import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { Member } from '../api/shapes.ts';
import type { BulkAction } from '../list/bulk-action.ts';
import { IconRemove } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay, useMe } from '../session/me.ts';

export const useMemberBulk = (): readonly BulkAction<Member>[] => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  const me = useMe().data?.user.id;
  if (!may('members.write')) return [];
  return [
    {
      name: 'remove',
      icon: <IconRemove size={14} />,
      dangerous: true,
      label: (count) => t('members.removeMany', { count }),
      done: (count) => t('members.manyRemoved', { count }),
      text: t('members.removeManyText'),
      // Nobody means themselves who chooses all: one leaves by one's own row.
      applies: ({ id }) => id !== me,
      run: ({ id: userId }) =>
        answer(client.DELETE('/api/members/{userId}', { params: { path: { userId } } })),
    },
  ];
};
