import { useMemo } from 'react';
import type { Toolset } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useT } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { ToolsetState } from './toolset-state.tsx';

export const titleOf = ({ title, name }: Pick<Toolset, 'title' | 'name'>): string =>
  title === '' ? name : title;

export const useToolsetColumns = (): readonly Column<Toolset>[] => {
  const t = useT();
  return useMemo<readonly Column<Toolset>[]>(
    () => [
      { name: 'title', header: t('toolsets.title'), sort: 'title', render: titleOf },
      {
        name: 'name',
        header: t('toolsets.address'),
        sort: 'name',
        width: '26%',
        render: ({ name }) => <code className="any-break">/mcp/{name}</code>,
      },
      {
        name: 'state',
        header: t('toolsets.state'),
        width: '200px',
        render: (toolset) => <ToolsetState toolset={toolset} />,
      },
      {
        name: 'tools',
        header: t('toolsets.tools'),
        width: '88px',
        // One that offers a server whole has none of its own.
        render: ({ tools, server }) => (server === null ? tools : <span className="muted">–</span>),
      },
      {
        name: 'mode',
        header: t('toolsets.modeShort'),
        width: '152px',
        render: ({ mode, server }) =>
          server === null ? t(`toolsets.mode.${mode}`) : t('toolsets.modeWhole', { server }),
      },
      {
        name: 'updated',
        header: t('toolsets.updated'),
        sort: 'updatedAt',
        width: '136px',
        render: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
      },
    ],
    [t],
  );
};
