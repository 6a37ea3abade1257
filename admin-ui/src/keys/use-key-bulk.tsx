import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ApiKey } from '../api/shapes.ts';
import type { BulkAction } from '../list/bulk-action.ts';
import { IconRevoke } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';

export const useKeyBulk = (): readonly BulkAction<ApiKey>[] => {
  const t = useT();
  const may = useMay();
  const { client } = useHub();
  if (!may('keys.write')) return [];
  return [
    {
      name: 'revoke',
      icon: <IconRevoke size={14} />,
      dangerous: true,
      label: (count) => t('keys.revokeMany', { count }),
      done: (count) => t('keys.manyRevoked', { count }),
      text: t('keys.revokeManyText'),
      applies: ({ state }) => state === 'active',
      run: ({ id: keyId }) => answer(client.DELETE('/api/keys/{keyId}', { params: { path: { keyId } } })),
    },
  ];
};
