import { VisuallyHidden } from '@mantine/core';
import type { McpServer, McpServerFacts } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { ExactTime } from '../show/time.tsx';
import { Facts } from '../show/facts.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { eraText } from './protocol-text.ts';
import { ServerState, serverStates } from './server-state.tsx';
import styles from '../toolsets/toolsets.module.css';

const tones = { healthy: 'success', needs_sign_in: 'waiting', down: 'failed' } as const;

const stateIn = (text: string): McpServer['state'] | null => serverStates.find((one) => one === text) ?? null;

/** When it answered and when it did not, and why. */
export const HealthTab = ({ facts }: { readonly facts: McpServerFacts }) => {
  const t = useT();
  const { server, history } = facts;
  const { era, protocol, older } = server;
  const meaning = eraText(t, server);
  const eras = [
    ...(protocol === null
      ? []
      : [t(era === 'modern' ? 'mcpServers.protocolStateless' : 'mcpServers.protocolSessions', { protocol })]),
    ...(older === null || older.protocol === null
      ? []
      : [t('mcpServers.protocolSessions', { protocol: older.protocol })]),
  ];
  return (
    <div className={styles['content']}>
      <Facts
        facts={[
          [t('mcpServers.state'), <ServerState key="state" server={server} />],
          [t('mcpServers.since'), <ExactTime key="since" at={server.since} />],
          [
            t('mcpServers.revisions'),
            <div key="revisions">
              {eras.length === 0 ? '–' : eras.map((one) => <div key={one}>{one}</div>)}
              {meaning !== null && <p className="muted">{meaning}</p>}
            </div>,
          ],
          [t('mcpServers.checked'), <ExactTime key="checked" at={server.checkedAt} never={t('never')} />],
        ]}
      />
      <section aria-label={t('mcpServers.history')}>
        <h2>{t('mcpServers.history')}</h2>
        {history.length === 0 ? (
          <p className="muted">{t('mcpServers.noHistory')}</p>
        ) : (
          <table className={styles['history']}>
            <thead>
              <VisuallyHidden component="tr">
                <th scope="col">{t('mcpServers.since')}</th>
                <th scope="col">{t('mcpServers.state')}</th>
              </VisuallyHidden>
            </thead>
            <tbody>
              {history.map(({ state, reason, at }) => {
                const known = stateIn(state);
                return (
                  <tr key={at}>
                    <td>
                      <ExactTime at={at} />
                    </td>
                    <td>
                      <StateMark tone={known === null ? 'quiet' : tones[known]}>
                        {known === null ? state : t(`mcpServers.state.${known}`)}
                      </StateMark>
                      {reason !== null && <p className="muted any-break">{reason}</p>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
};
