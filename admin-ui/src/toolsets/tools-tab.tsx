import { Button, Group, VisuallyHidden } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useHub } from '../api/hub-context.tsx';
import type { Callable } from '../api/shapes.ts';
import { serverPath } from '../mcp-servers/server-path.ts';
import { useT } from '../messages/messages-context.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { useNotices } from '../show/notices.tsx';
import { Unread } from '../show/unread.tsx';
import { Catalogue } from './catalogue.tsx';
import { ChosenTools } from './chosen-tools.tsx';
import { moved, withoutTool, withTool, withTools } from './draft.ts';
import { findingsOfTool } from './findings.ts';
import { ToolSheet } from './tool-sheet.tsx';
import { useCallables } from './use-callables.ts';
import type { EditedToolset } from './use-toolset-draft.ts';
import styles from './toolsets.module.css';

interface TabProps {
  readonly edited: EditedToolset;
  readonly writes: boolean;
  /** The tool whose sheet is open. */
  readonly open: number | null;
  onOpen(at: number | null): void;
  /** To where a server is chosen that is offered whole. */
  onSettings(): void;
}

/** All that can be a tool at the left, what is one at the right. */
export const ToolsTab = ({ edited, writes, open, onOpen, onSettings }: TabProps) => {
  const t = useT();
  const { space } = useHub();
  const notices = useNotices();
  const callables = useCallables();
  const { draft, state, change } = edited;
  const [announced, setAnnounced] = useState('');
  const chosen = useMemo(() => new Set(draft.tools.map(({ operation }) => operation)), [draft.tools]);
  const known = useMemo(
    () => new Map((callables.data ?? []).map((callable) => [callable.name, callable])),
    [callables.data],
  );
  const { findings } = state;

  const add = (added: readonly Pick<Callable, 'name'>[]): void => {
    const before = draft;
    const count = added.filter(({ name }) => !chosen.has(name)).length;
    if (count === 0) return;
    change((now) => withTools(now, added));
    // One is seen to arrive; many at once are easily too many.
    if (count > 1) notices.done(t('toolsets.added', { count }), () => change(() => before));
    else setAnnounced(t('toolsets.added', { count }));
  };
  const remove = (at: number): void => {
    const before = draft;
    const name = draft.tools[at]?.name ?? '';
    change((now) => withoutTool(now, at));
    if (open !== null) onOpen(null);
    notices.done(t('toolsets.removed', { name }), () => change(() => before));
  };
  if (draft.server !== undefined)
    return (
      <div className={styles['content']}>
        <p>{t('toolsets.wholeServer', { server: draft.server })}</p>
        <p className="muted">{t('toolsets.wholeServerText')}</p>
        <Group gap={8}>
          <LinkButton size="xs" variant="default" to={serverPath(space, draft.server)}>
            {t('toolsets.toServer')}
          </LinkButton>
          <Button size="xs" variant="default" onClick={onSettings}>
            {t('toolsets.tab.settings')}
          </Button>
        </Group>
      </div>
    );
  if (callables.data === undefined) return <Unread read={callables} failed={t('toolsets.catalogueFailed')} />;
  return (
    <>
      <div className={styles['editor']}>
        <Catalogue callables={callables.data} chosen={chosen} writes={writes} onAdd={add} />
        <ChosenTools
          draft={draft}
          findings={findings}
          callables={known}
          writes={writes}
          onOpen={onOpen}
          onRemove={remove}
          onMove={(from, to) => change((now) => moved(now, from, to))}
          onDrop={(operations) => add(operations.map((name) => ({ name })))}
        />
      </div>
      <VisuallyHidden role="status">{announced}</VisuallyHidden>
      <ToolSheet
        tool={open === null ? undefined : draft.tools[open]}
        problems={open === null ? [] : findingsOfTool(findings.problems, open)}
        warnings={open === null ? [] : findingsOfTool(findings.warnings, open)}
        writes={writes}
        onChange={(tool) => open !== null && change((now) => withTool(now, open, tool))}
        onClose={() => onOpen(null)}
      />
    </>
  );
};
