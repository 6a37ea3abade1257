import type { ReactNode } from 'react';
import { useHub } from '../api/hub-context.tsx';
import { useViewState } from '../location/use-view-state.ts';
import { useT } from '../messages/messages-context.tsx';
import { LinkButton } from '../show/link-button.tsx';
import { PageHeader } from '../show/page-header.tsx';
import { Unread } from '../show/unread.tsx';
import { hubAdmin } from '../toolsets/toolset-path.ts';
import { useToolsetNames } from './use-toolset-names.ts';

interface GroundProps {
  readonly title: string;
  readonly about: string;
  /** To the other page of the same toolset. */
  readonly other: {
    readonly label: string;
    readonly icon: ReactNode;
    path(space: string | null, toolset: string): string;
  };
  children(toolset: string, choose: (toolset: string) => void): ReactNode;
}

/** A page about one of the toolsets, which stands in its address: the first that is in use, where it names none. */
export const ToolsetGround = ({ title, about, other, children }: GroundProps) => {
  const t = useT();
  const { space } = useHub();
  const view = useViewState();
  const toolsets = useToolsetNames();
  const first = toolsets.data?.find(({ published }) => published !== null)?.name ?? hubAdmin;
  const toolset = view.get('toolset') ?? (toolsets.data === undefined ? null : first);
  const choose = (name: string): void => view.set({ toolset: name, tool: null });
  return (
    <>
      <PageHeader
        title={title}
        about={about}
        actions={
          toolset === null ? undefined : (
            <LinkButton size="xs" variant="default" leftSection={other.icon} to={other.path(space, toolset)}>
              {other.label}
            </LinkButton>
          )
        }
      />
      {toolset === null ? (
        <Unread read={toolsets} failed={t('toolsets.failed')} />
      ) : (
        children(toolset, choose)
      )}
    </>
  );
};
