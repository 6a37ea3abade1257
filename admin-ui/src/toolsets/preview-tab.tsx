import { Button, Group } from '@mantine/core';
import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import { useRead } from '../api/queries.tsx';
import type { ToolsetPreview } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useLocalList } from '../list/use-local-list.ts';
import { useViewState } from '../location/use-view-state.ts';
import { useMessages, useT } from '../messages/messages-context.tsx';
import { CopyButton } from '../show/copy-button.tsx';
import { JsonTree } from '../show/json-tree.tsx';
import { Unread } from '../show/unread.tsx';
import { StateMark } from '../show/state-mark.tsx';
import { SideSheet } from '../form/side-sheet.tsx';
import { toolsetPath } from './toolset-path.ts';
import type { EditedToolset } from './use-toolset-draft.ts';
import styles from './toolsets.module.css';

interface TabProps {
  readonly name: string;
  readonly edited: EditedToolset;
  readonly writes: boolean;
}

/** More than this, and what a model reads before it begins is felt in time, cost and wrong choices. */
const manyTokens = 12_000;
const manyTools = 64;

/** What a model sees of the draft, as `tools/list` would answer, and what that costs. */
export const PreviewTab = ({ name, edited, writes }: TabProps) => {
  const t = useT();
  const { client, key } = useHub();
  const { state, draft } = edited;
  const read = useRead(key('toolsets', 'preview', name, state.fence), (signal) =>
    answer(
      client.GET('/api/toolsets/{name}/preview', {
        signal,
        params: { path: { name }, query: { of: 'draft' } },
      }),
    ),
  );
  if (read.data === undefined) return <Unread read={read} failed={t('toolsets.previewFailed')} />;
  const preview = read.data;
  return (
    <div className={styles['wide']} style={{ paddingInline: 0 }}>
      <div className={styles['wide']} style={{ paddingBottom: 0 }}>
        <Costs preview={preview} />
        {preview.mode === 'list' &&
          (preview.listed.tokens > manyTokens || preview.listed.tools.length > manyTools) && (
            <div className={styles['alert']} data-tone="waiting" role="status">
              <p>{t('toolsets.large', { count: preview.listed.tools.length })}</p>
              {writes && draft.mode === 'list' && (
                <Button
                  size="xs"
                  variant="default"
                  mt={8}
                  onClick={() => edited.change((now) => ({ ...now, mode: 'search' }))}
                >
                  {t('toolsets.toSearch')}
                </Button>
              )}
            </div>
          )}
        {preview.mode === 'search' && <p className="muted">{t('toolsets.searchText')}</p>}
      </div>
      <PreviewTools name={name} preview={preview} />
      <div className={styles['wide']}>
        {preview.instructions !== '' && (
          <section aria-label={t('toolsets.instructions')} className={styles['panel']}>
            <h2>{t('toolsets.instructions')}</h2>
            <pre className={styles['text']} tabIndex={0} role="group" aria-label={t('toolsets.instructions')}>
              {preview.instructions}
            </pre>
          </section>
        )}
        <section aria-label={t('toolsets.listed')} className={styles['panel']}>
          <h2>{t('toolsets.listed')}</h2>
          <Listed tools={preview.listed.tools} />
        </section>
      </div>
    </div>
  );
};

/** More than these would take the browser long to draw as a tree; each is shown by itself in the list above. */
const mostInTree = 40;
const mostShown = 50_000;

const Listed = ({ tools }: { readonly tools: ToolsetPreview['listed']['tools'] }) => {
  const t = useT();
  if (tools.length <= mostInTree) return <JsonTree value={tools} label={t('toolsets.listed')} />;
  const text = JSON.stringify(tools, null, 2);
  return (
    <>
      <Group gap={12}>
        <CopyButton value={text} label={t('json.copy')} />
        <span className="muted">{t('toolsets.beginning')}</span>
      </Group>
      <pre className={styles['text']} tabIndex={0} role="group" aria-label={t('toolsets.listed')}>
        {text.slice(0, mostShown)}
      </pre>
    </>
  );
};

const Costs = ({ preview }: { readonly preview: ToolsetPreview }) => {
  const { t, language } = useMessages();
  const number = new Intl.NumberFormat(language);
  const { tools, tokens, bytes } = preview.listed;
  return (
    <Group gap={32}>
      <dl className={styles['figures']}>
        <div>
          <dt>{t('toolsets.listedTools')}</dt>
          <dd>{number.format(tools.length)}</dd>
        </div>
        <div>
          <dt>{t('toolsets.tokens')}</dt>
          <dd>≈ {number.format(tokens)}</dd>
        </div>
        <div>
          <dt>{t('toolsets.bytes')}</dt>
          <dd>{number.format(bytes)}</dd>
        </div>
      </dl>
    </Group>
  );
};

type Tool = ToolsetPreview['tools'][number];

const tones = { ready: 'success', changed: 'failed', missing: 'failed' } as const;
const idOf = ({ name }: Tool): string => name;
const textOf = ({ name, operation }: Tool): string => `${name} ${operation}`;

const PreviewTools = ({ name, preview }: { readonly name: string; readonly preview: ToolsetPreview }) => {
  const { t, language } = useMessages();
  const { space } = useHub();
  const view = useViewState();
  const { tools } = preview;
  const list = useLocalList({ noun: 'toolset-preview', items: tools, id: idOf, text: textOf });
  const most = useMemo(() => tools.reduce((highest, { tokens }) => Math.max(highest, tokens), 1), [tools]);
  const columns = useMemo<readonly Column<Tool>[]>(() => {
    const number = new Intl.NumberFormat(language);
    return [
      { name: 'name', header: t('toolsets.toolName'), render: (tool) => tool.name },
      {
        name: 'operation',
        header: t('toolsets.operation'),
        width: '30%',
        minor: true,
        render: ({ operation }) => <code className="any-break">{operation}</code>,
      },
      {
        name: 'state',
        header: t('toolsets.state'),
        width: '144px',
        render: ({ state }) => <StateMark tone={tones[state]}>{t(`toolsets.tool.${state}`)}</StateMark>,
      },
      {
        name: 'tokens',
        header: t('toolsets.tokens'),
        width: '176px',
        render: ({ tokens }) => (
          <span>
            <span
              className={styles['bar']}
              style={{ '--part': `${Math.round((tokens / most) * 100)}%` } as React.CSSProperties}
            />
            {number.format(tokens)}
          </span>
        ),
      },
      {
        name: 'bytes',
        header: t('toolsets.bytes'),
        width: '112px',
        render: ({ bytes }) => number.format(bytes),
      },
    ];
  }, [t, language, most]);
  const shown = tools.find((tool) => tool.name === view.get('seen'));
  // What is listed stands there, and there only.
  const definition =
    shown?.state === 'ready'
      ? (shown.definition ?? preview.listed.tools.find((one) => one['name'] === shown.name))
      : undefined;
  return (
    <>
      <DataList
        list={list}
        label={t('toolsets.tools')}
        failed={t('toolsets.previewFailed')}
        nameOf={idOf}
        empty={{ title: t('toolsets.noTools'), text: t('toolsets.previewEmpty') }}
        columns={columns}
        linkTo={(tool) => toolsetPath(space, name, `?tab=preview&seen=${encodeURIComponent(tool.name)}`)}
      />
      <SideSheet
        opened={shown !== undefined}
        wide
        title={shown?.name ?? ''}
        onClose={() => view.set({ seen: null })}
      >
        {shown !== undefined &&
          (definition === undefined ? (
            <p>{t(`toolsets.tool.${shown.state}Text`)}</p>
          ) : (
            <JsonTree value={definition} label={t('toolsets.definition', { name: shown.name })} />
          ))}
      </SideSheet>
    </>
  );
};
