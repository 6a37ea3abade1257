import { useMemo } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { McpServerFacts } from '../api/shapes.ts';
import { connectorPath } from '../connectors/connector-path.ts';
import { flowPath } from '../flows/flow-path.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useLocalList } from '../list/use-local-list.ts';
import { Link } from '../location/router.tsx';
import { spacePath } from '../location/space-path.ts';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { LinkButton } from '../show/link-button.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { newToolsetPath, toolsetPath } from '../toolsets/toolset-path.ts';
import styles from '../toolsets/toolsets.module.css';

type Tool = McpServerFacts['tools'][number];

const tones = { 'in use': 'success', new: 'waiting', changed: 'failed', gone: 'failed' } as const;
const words = {
  'in use': 'mcpServers.tool.inUse',
  new: 'mcpServers.tool.new',
  changed: 'mcpServers.tool.changed',
  gone: 'mcpServers.tool.gone',
} as const;
const nameOf = ({ name }: Tool): string => name;
/** A tool that is another one in the older era is there twice. */
const idOf = ({ name, older }: Tool): string => (older ? `${name} older` : name);

/** The tools of a server, and which of them wait for somebody who looks at what they have become. */
export const ServerTools = ({ facts }: { readonly facts: McpServerFacts }) => {
  const t = useT();
  const may = useMay();
  const { space } = useHub();
  const { server, tools, usedBy, toolsets } = facts;
  const list = useLocalList({ noun: 'server-tools', items: tools, id: idOf, text: nameOf });
  const waiting = tools.filter(({ state }) => state !== 'in use').length;
  const columns = useMemo<readonly Column<Tool>[]>(
    () => [
      {
        name: 'name',
        header: t('mcpServers.toolName'),
        render: ({ name, older }) => (
          <span className="any-break">
            {name}
            {older && <span className="muted"> ({t('mcpServers.older')})</span>}
          </span>
        ),
      },
      {
        name: 'operation',
        header: t('mcpServers.operation'),
        width: '40%',
        render: ({ operation }) =>
          operation === null ? (
            <span className="muted">–</span>
          ) : (
            <Link
              className="link"
              to={spacePath(
                space ?? '',
                `connectors/${encodeURIComponent(server.name)}/operations/${encodeURIComponent(operation)}`,
              )}
            >
              {server.name}.{operation}
            </Link>
          ),
      },
      {
        name: 'state',
        header: t('mcpServers.state'),
        width: '232px',
        render: ({ state }) => <StateMark tone={tones[state]}>{t(words[state])}</StateMark>,
      },
    ],
    [t, space, server.name],
  );
  return (
    <>
      <div className={styles['notices']}>
        {waiting > 0 && (
          <div className={styles['alert']} data-tone="waiting" role="status">
            <p>{t('mcpServers.waiting', { count: waiting })}</p>
            <LinkButton
              size="xs"
              variant="default"
              mt={8}
              to={`${connectorPath(space, server.name)}?tab=versions`}
            >
              {t('mcpServers.review')}
            </LinkButton>
          </div>
        )}
        {usedBy.length > 0 && (
          <p className="muted">
            {t('mcpServers.usedByFlows')}{' '}
            {usedBy.map((flow, at) => (
              <span key={flow}>
                {at > 0 && ', '}
                <Link to={flowPath(space, flow)} className="link">
                  {flow}
                </Link>
              </span>
            ))}
          </p>
        )}
        {toolsets.length > 0 && (
          <p className="muted">
            {t('mcpServers.usedByToolsets')}{' '}
            {toolsets.map(({ name, state }, at) => (
              <span key={`${name} ${state}`}>
                {at > 0 && ', '}
                <Link to={toolsetPath(space, name)} className="link">
                  {name}
                </Link>
                {state === 'draft' && ` (${t('toolsets.theDraft')})`}
              </span>
            ))}
          </p>
        )}
        {may('toolsets.write') && tools.length > 0 && (
          <div>
            <LinkButton
              size="xs"
              variant="default"
              leftSection={<IconAdd size={14} />}
              to={newToolsetPath(space, 'server', server.name)}
            >
              {t('mcpServers.newToolset')}
            </LinkButton>
          </div>
        )}
      </div>
      <DataList
        list={list}
        label={t('mcpServers.tab.tools')}
        failed={t('mcpServers.oneFailed')}
        nameOf={nameOf}
        empty={{ title: t('mcpServers.noTools'), text: t('mcpServers.noToolsText') }}
        columns={columns}
      />
    </>
  );
};
