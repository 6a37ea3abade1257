import { useMemo } from 'react';
import type { ImportResult } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { DataList } from '../list/data-list.tsx';
import { useLocalList } from '../list/use-local-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { MethodMark } from './method-mark.tsx';

type Skipped = ImportResult['skipped'][number];

const keyOf = (one: Skipped): string => `${one.method} ${one.path} ${one.place}`;
const textOf = (one: Skipped): string => `${keyOf(one)} ${one.reason}`;

/** The operations that could not be read: where they stand, and why. */
export const SkippedList = ({ skipped }: { readonly skipped: readonly Skipped[] }) => {
  const t = useT();
  const list = useLocalList({ noun: 'skipped', items: skipped, id: keyOf, text: textOf });
  const columns = useMemo<readonly Column<Skipped>[]>(
    () => [
      { name: 'path', header: t('operation.path'), render: ({ path }) => <code>{path}</code> },
      {
        name: 'method',
        header: t('operation.method'),
        width: '96px',
        render: ({ method }) => <MethodMark method={method} />,
      },
      {
        name: 'reason',
        header: t('connectors.reason'),
        width: '36%',
        render: ({ reason }) => <span title={reason}>{reason}</span>,
      },
      {
        name: 'place',
        minor: true,
        header: t('connectors.place'),
        width: '22%',
        render: ({ place }) => <code>{place}</code>,
      },
    ],
    [t],
  );
  return (
    <DataList
      list={list}
      label={t('connectors.skipped')}
      failed=""
      nameOf={({ path }) => path}
      searchable={skipped.length > 8}
      empty={{ title: t('connectors.nothingSkipped'), text: '' }}
      columns={columns}
    />
  );
};
