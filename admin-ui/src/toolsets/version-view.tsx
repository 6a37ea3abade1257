import { useMemo } from 'react';
import { answer } from '../api/hub-client.ts';
import { useHub } from '../api/hub-context.tsx';
import type { ToolsetDiff } from '../api/shapes.ts';
import { SideBySide } from '../flows/compare/side-by-side.tsx';
import { useT } from '../messages/messages-context.tsx';
import { useMay } from '../session/me.ts';
import { VersionPanel } from '../versions/version-panel.tsx';
import { toolsetPath } from './toolset-path.ts';
import type { EditedToolset } from './use-toolset-draft.ts';

interface ViewProps {
  readonly name: string;
  readonly number: number;
  readonly current: number | null;
  readonly edited: EditedToolset;
  onClose(): void;
}

/** A version of a toolset, and what of its tools is different. */
export const VersionView = ({ name, number, current, edited, onClose }: ViewProps) => {
  const may = useMay();
  const { client, space } = useHub();
  const { saver, state, readTheirs } = edited;
  return (
    <VersionPanel
      number={number}
      current={current}
      mayPublish={may('toolsets.publish')}
      mayWrite={may('toolsets.write')}
      nouns={['toolsets', 'toolset-versions']}
      within={[name, state.fence]}
      home={toolsetPath(space, name)}
      compare={(query, signal) =>
        answer(client.GET('/api/toolsets/{name}/diff', { signal, params: { path: { name }, query } }))
      }
      putIntoUse={() =>
        answer(client.POST('/api/toolsets/{name}/publish', { params: { path: { name } }, body: { number } }))
      }
      makeDraft={async () => {
        await saver.flush();
        const params = { path: { name, number } };
        const body = { basedOn: saver.state().fence };
        await answer(client.POST('/api/toolsets/{name}/versions/{number}/restore', { params, body }));
        saver.takeTheirs(await readTheirs());
      }}
      onClose={onClose}
    >
      {(diff) => <Difference diff={diff} />}
    </VersionPanel>
  );
};

const Difference = ({ diff }: { readonly diff: ToolsetDiff }) => {
  const t = useT();
  const [left, right] = useMemo(() => sidesOf(diff), [diff]);
  if (Object.keys(left).length === 0 && Object.keys(right).length === 0)
    return <p className="muted">{t('flows.noDifference')}</p>;
  const word = (label: string): string => {
    const number = /^version (\d+)$/.exec(label)?.[1];
    return number !== undefined
      ? t('flows.versionNumber', { number })
      : t(label === 'draft' ? 'toolsets.theDraft' : 'toolsets.nothing');
  };
  return (
    <SideBySide
      label={t('flows.difference')}
      titles={[word(diff.from), word(diff.to)]}
      left={left}
      right={right}
      mode="equal"
    />
  );
};

type Sides = readonly [Record<string, unknown>, Record<string, unknown>];

/** What differs, tools under their names. */
const sidesOf = ({ added, removed, changed, settings }: ToolsetDiff): Sides => {
  const left: Record<string, unknown> = {};
  const right: Record<string, unknown> = {};
  for (const { field, before, after } of settings) {
    left[field] = before;
    right[field] = after;
  }
  for (const tool of removed) left[tool.name] = tool;
  for (const tool of added) right[tool.name] = tool;
  for (const { name, before, after } of changed) {
    left[name] = before;
    right[name] = after;
  }
  return [left, right];
};
