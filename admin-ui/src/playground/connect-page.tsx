import { Tabs } from '@mantine/core';
import { useState } from 'react';
import { useViewState } from '../location/use-view-state.ts';
import { IconTry } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { CopyButton } from '../show/copy-button.tsx';
import { playgroundPath } from '../toolsets/toolset-path.ts';
import { clients, snippetFor } from './client-setups.ts';
import { ToolsetGround } from './toolset-ground.tsx';
import { ToolsetKey } from './toolset-key.tsx';
import { TokenList } from './token-list.tsx';
import { ToolsetSelect } from './toolset-select.tsx';
import styles from './playground.module.css';

/** How a client is set up for a toolset: the key, then what to paste where. */
const ConnectPage = () => {
  const t = useT();
  return (
    <ToolsetGround
      title={t('connectMcp.title')}
      about={t('connectMcp.about')}
      other={{ label: t('toolsets.play'), icon: <IconTry size={14} />, path: playgroundPath }}
    >
      {(toolset, choose) => <Setup key={toolset} toolset={toolset} onChange={choose} />}
    </ToolsetGround>
  );
};

const Setup = ({ toolset, onChange }: { readonly toolset: string; onChange(toolset: string): void }) => {
  const t = useT();
  const may = useMay();
  const view = useViewState();
  const [secret, setSecret] = useState<string | null>(null);
  const client = clients.find((one) => one === view.get('client')) ?? clients[0];
  const origin = window.location.origin;
  const { text, note } = snippetFor(client, { origin, toolset, key: secret });
  return (
    <div className={styles['connect']}>
      <ToolsetSelect value={toolset} onChange={onChange} />
      <section className={styles['step']} aria-label={t('connectMcp.keyStep')}>
        <h2>{t('connectMcp.keyStep')}</h2>
        {may('keys.write') ? (
          <ToolsetKey toolset={toolset} secret={secret} onCreated={setSecret} />
        ) : (
          <p className="muted">{t('connectMcp.askForKey')}</p>
        )}
      </section>
      <section className={styles['step']} aria-label={t('connectMcp.clientStep')}>
        <h2>{t('connectMcp.clientStep')}</h2>
        <Tabs
          value={client}
          onChange={(next) => view.set({ client: next === clients[0] ? null : next })}
          keepMounted={false}
        >
          <Tabs.List style={{ flexWrap: 'wrap' }} mb={12}>
            {clients.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {t(`connectMcp.client.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value={client}>
            <div className={styles['step']}>
              <p>{t(note)}</p>
              <div className={styles['snippet']}>
                <pre
                  className={styles['text']}
                  tabIndex={0}
                  role="region"
                  aria-label={t(`connectMcp.client.${client}`)}
                >
                  {text}
                </pre>
                <CopyButton value={text} label={t('connectMcp.copy')} />
              </div>
              <p className="muted">{t(secret === null ? 'connectMcp.keyMissing' : 'connectMcp.keyInside')}</p>
            </div>
          </Tabs.Panel>
        </Tabs>
      </section>
      <section className={styles['step']} aria-label={t('connectMcp.tokens')}>
        <h2>{t('connectMcp.tokens')}</h2>
        <p className="muted">{t('connectMcp.tokensText')}</p>
        <TokenList toolset={toolset} />
      </section>
    </div>
  );
};

export default ConnectPage;
