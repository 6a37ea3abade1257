import { Select } from '@mantine/core';
import type { ToolCall } from '../api/shapes.ts';
import { ActorFilter } from '../audit/actor-filter.tsx';
import { FilterDay } from '../list/filter-day.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import type { HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import { callOutcomes } from './asked-calls.ts';
import { ExportCalls } from './export-calls.tsx';
import styles from './toolsets.module.css';

interface FiltersProps {
  readonly list: HubList<ToolCall>;
  readonly name: string;
  readonly tools: readonly string[];
}

export const CallFilters = ({ list, name, tools }: FiltersProps) => {
  const t = useT();
  const chosen = list.filter('tool');
  const called = list.items.map(({ tool }) => tool);
  const named = [...new Set([...tools, ...called, ...(chosen === null ? [] : [chosen])])].sort();
  return (
    <>
      <Select
        size="xs"
        w={136}
        aria-label={t('mcpServers.toolName')}
        placeholder={t('mcpServers.toolName')}
        nothingFoundMessage={t('list.nothing')}
        searchable
        clearable
        limit={100}
        data={named}
        value={chosen}
        onChange={(tool) => list.set({ tool })}
      />
      <ActorFilter
        list={list}
        name="caller"
        label={t('toolsets.caller')}
        others={list.items.map(({ caller }) => caller)}
      />
      <FilterSelect
        list={list}
        name="outcome"
        label={t('toolsets.outcome')}
        width={128}
        choices={callOutcomes.map((one) => ({ value: one, label: t(`toolsets.outcome.${one}`) }))}
      />
      <span className={styles['days']}>
        <FilterDay list={list} name="from" label={t('runs.from')} />
        <FilterDay list={list} name="until" label={t('runs.until')} />
      </span>
      <ExportCalls list={list} name={name} />
    </>
  );
};
