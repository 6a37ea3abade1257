import { useMemo } from 'react';
import type { Credential } from '../../api/shapes.ts';
import type { Column } from '../../list/columns.ts';
import { useT } from '../../messages/messages-context.tsx';
import { RelativeTime } from '../../show/time.tsx';
import { credentialName, CredentialState } from './credential-words.tsx';
import { Scopes } from './scopes.tsx';

export const useCredentialColumns = (): readonly Column<Credential>[] => {
  const t = useT();
  return useMemo<readonly Column<Credential>[]>(
    () => [
      {
        name: 'identifier',
        header: t('credentials.knownBy'),
        render: (credential) => <code className="any-break">{credentialName(credential)}</code>,
      },
      {
        name: 'kind',
        header: t('credentials.kind'),
        width: '176px',
        render: ({ kind }) => t(`credentials.kind.${kind}`),
      },
      {
        name: 'scopes',
        header: t('consumers.scopes'),
        width: '22%',
        render: ({ scopes }) => (scopes === null ? t('credentials.allScopes') : <Scopes scopes={scopes} />),
      },
      {
        name: 'state',
        header: t('consumers.state'),
        width: '112px',
        render: ({ state }) => <CredentialState state={state} />,
      },
      {
        name: 'used',
        header: t('consumers.lastUsed'),
        sort: 'lastUsedAt',
        width: '128px',
        render: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} never={t('never')} />,
      },
      {
        name: 'expires',
        header: t('credentials.expires'),
        sort: 'expiresAt',
        width: '128px',
        render: ({ expiresAt }) => <RelativeTime at={expiresAt} never={t('credentials.never')} />,
      },
    ],
    [t],
  );
};
