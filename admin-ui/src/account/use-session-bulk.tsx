import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { SignInSession } from '../api/shapes.ts';
import type { BulkAction } from '../list/bulk-action.ts';
import { IconSignOut } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';

export const useSessionBulk = (): readonly BulkAction<SignInSession>[] => {
  const t = useT();
  const { client } = useHub();
  return [
    {
      name: 'end',
      icon: <IconSignOut size={14} />,
      dangerous: true,
      label: (count) => t('sessions.endMany', { count }),
      done: (count) => t('sessions.manyEnded', { count }),
      text: t('sessions.endManyText'),
      applies: ({ current }) => !current,
      run: ({ id: sessionId }) =>
        answer(client.DELETE('/api/me/sessions/{sessionId}', { params: { path: { sessionId } } })),
    },
  ];
};
