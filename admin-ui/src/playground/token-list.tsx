import { Button } from '@mantine/core';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useCache, useRead, useWrite } from '../api/queries.tsx';
import type { ToolToken } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { Failure } from '../show/failure.tsx';
import { useNotices } from '../show/notices.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { RelativeTime } from '../show/time.tsx';
import { IssueToken } from './issue-token.tsx';
import styles from './playground.module.css';

const tones = { active: 'success', expired: 'quiet', revoked: 'quiet' } as const;
const shownAtOnce = 20;

/** Tokens for one conversation each: who issued them, until when they are good, and how to end one. */
export const TokenList = ({ toolset }: { readonly toolset: string }) => {
  const t = useT();
  const may = useMay();
  const { client, key } = useHub();
  const cache = useCache();
  const notices = useNotices();
  const read = useRead(
    key('tool-tokens', toolset),
    (signal) => {
      const query = { toolset, limit: shownAtOnce, sort: '-createdAt' } as const;
      return answer(client.GET('/api/tool-tokens', { signal, params: { query } }));
    },
    { fresh: true },
  );
  const revoke = useWrite((tokenId: string) =>
    answer(client.DELETE('/api/tool-tokens/{tokenId}', { params: { path: { tokenId } } })),
  );
  const end = ({ id }: ToolToken): void => {
    revoke.run(id).then(
      () => {
        notices.done(t('connectMcp.revoked'));
        cache.expire(key('tool-tokens'));
      },
      (error: unknown) => notices.failed(t('ask.failed'), error),
    );
  };
  const items = read.data?.items ?? [];
  return (
    <>
      {may('toolsets.issue') && <IssueToken toolset={toolset} />}
      {read.problem !== null && (
        <Failure quiet what={t('connectMcp.tokensFailed')} problem={read.problem} onRetry={read.reload} />
      )}
      {read.data !== undefined && items.length === 0 && <p className="muted">{t('connectMcp.noTokens')}</p>}
      {items.length > 0 && (
        <div className={styles['scroll']} role="group" tabIndex={0} aria-label={t('connectMcp.tokens')}>
          <table className={styles['table']}>
            <thead>
              <tr>
                <th scope="col">{t('connectMcp.issuedBy')}</th>
                <th scope="col">{t('connectMcp.state')}</th>
                <th scope="col">{t('connectMcp.issuedAt')}</th>
                <th scope="col">{t('connectMcp.expiresAt')}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {items.map((token) => (
                <tr key={token.id}>
                  <td>{token.issuedByName || <code>{token.issuedBy}</code>}</td>
                  <td>
                    <StateMark tone={tones[token.state]}>{t(`connectMcp.token.${token.state}`)}</StateMark>
                  </td>
                  <td>
                    <RelativeTime at={token.createdAt} />
                  </td>
                  <td>
                    <RelativeTime at={token.expiresAt} />
                  </td>
                  <td>
                    {token.state === 'active' && may('toolsets.issue') && (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t('connectMcp.revokeOf', { name: token.issuedByName || token.issuedBy })}
                        onClick={() => end(token)}
                      >
                        {t('connectMcp.revoke')}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
};
