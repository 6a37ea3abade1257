import { useCallback, useMemo } from 'react';
import type { Operation } from '../../api/shapes.ts';
import { DataList } from '../../list/data-list.tsx';
import { FilterSelect } from '../../list/filter-select.tsx';
import { useLocalList } from '../../list/use-local-list.ts';
import { useT } from '../../messages/messages-context.tsx';
import { useOperationColumns } from '../operation-columns.tsx';

const keyOf = ({ name }: Operation): string => name;
const textOf = ({ name, path, summary }: Operation): string => `${name} ${path} ${summary}`;

interface OperationsProps {
  readonly operations: readonly Operation[];
  /** How many the document has: the hub shows the first ones only. */
  readonly all: number;
}

/** The operations of a document that is not imported yet. */
export const PreviewOperations = ({ operations, all }: OperationsProps) => {
  const t = useT();
  const passes = useCallback(
    ({ method, tags }: Operation, name: string, value: string): boolean =>
      name === 'method' ? method === value : tags.includes(value),
    [],
  );
  const list = useLocalList({ noun: 'preview', items: operations, id: keyOf, text: textOf, passes });
  const columns = useOperationColumns();
  const choices = useMemo(() => {
    const words = (values: readonly string[]) =>
      [...new Set(values)].toSorted().map((value) => ({ value, label: value }));
    return {
      tags: words(operations.flatMap(({ tags }) => tags)),
      methods: words(operations.map(({ method }) => method)),
    };
  }, [operations]);
  return (
    <>
      <DataList
        list={list}
        label={t('connectors.operations')}
        failed=""
        nameOf={keyOf}
        empty={{ title: t('operations.empty'), text: t('import.noOperations') }}
        filters={
          <>
            {choices.tags.length > 0 && (
              <FilterSelect list={list} name="tag" label={t('operation.tag')} choices={choices.tags} />
            )}
            <FilterSelect list={list} name="method" label={t('operation.method')} choices={choices.methods} />
          </>
        }
        columns={columns}
      />
      {all > operations.length && (
        <p className="muted" style={{ padding: '0 24px' }}>
          {t('import.firstOnly', { count: operations.length, all })}
        </p>
      )}
    </>
  );
};
