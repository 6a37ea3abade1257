import { useHub } from '../api/hub-context.tsx';
import { Problem } from '../api/problem.ts';
import { useRead } from '../api/queries.tsx';
import { Link } from '../location/router.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { Unread } from '../show/unread.tsx';
import { CallTool } from './call-tool.tsx';
import { toolsIn, type ListedTool } from './listed-tool.ts';
import { ToolNames } from './tool-names.tsx';
import type { Facts } from './tool-token.ts';
import { useWire } from './use-wire.ts';
import type { Era, WireAnswer } from './wire/wire.ts';
import styles from './playground.module.css';

interface ToolsProps {
  readonly toolset: string;
  readonly era: Era;
  readonly facts: Facts;
  /** Where its tools are chosen; null: nowhere. */
  readonly editPath: string | null;
}

const mostPages = 200;

/** The tools as `tools/list` gives them, and one of them to be called. */
export const Tools = ({ toolset, era, facts, editPath }: ToolsProps) => {
  const t = useT();
  const { key } = useHub();
  const view = useViewState();
  const wire = useWire({ toolset, era, facts });
  const listed = useRead(
    key('mcp-tools', toolset, era, facts),
    async (signal) => {
      const tools: ListedTool[] = [];
      let cursor: unknown;
      for (let page = 0; page < mostPages; page += 1) {
        const said = await wire.call('tools/list', cursor === undefined ? {} : { cursor }, { signal });
        if (said.result === undefined) throw problemIn(said);
        tools.push(...toolsIn(said.result['tools']));
        cursor = said.result['nextCursor'];
        if (typeof cursor !== 'string') break;
      }
      return tools;
    },
    { fresh: true },
  );
  const tools = listed.data;
  if (tools === undefined) return <Unread read={listed} failed={t('playground.listFailed')} />;
  const tool = tools.find(({ name }) => name === view.get('tool')) ?? tools[0];
  if (tool === undefined)
    return (
      <div className={styles['bar']}>
        <p>
          {t('playground.noTools')}{' '}
          {editPath !== null && (
            <Link to={editPath} className="link">
              {t('playground.editToolset')}
            </Link>
          )}
        </p>
      </div>
    );
  return (
    <div className={styles['ground']}>
      <ToolNames tools={tools} chosen={tool.name} onChoose={(name) => view.set({ tool: name })} />
      <CallTool key={tool.name} tool={tool} wire={wire} />
    </div>
  );
};

/** What the endpoint refused, as any other refusal is shown. */
const problemIn = ({ error, exchange }: WireAnswer): Problem =>
  new Problem({
    status: exchange.status ?? 0,
    code: exchange.status === null ? 'unreachable' : 'mcp_refused',
    title: error?.message ?? `HTTP ${exchange.status ?? '–'}`,
    detail: error === undefined && exchange.text !== '' ? exchange.text.slice(0, 500) : undefined,
    requestId: exchange.headers['x-request-id'],
  });
