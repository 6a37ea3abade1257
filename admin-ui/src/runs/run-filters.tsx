import type { Run } from '../api/shapes.ts';
import { FilterDay } from '../list/filter-day.tsx';
import { FilterSelect } from '../list/filter-select.tsx';
import { FilterText } from '../list/filter-text.tsx';
import type { HubList } from '../list/use-list.ts';
import { useT } from '../messages/messages-context.tsx';
import styles from './run-page.module.css';
import { deadLetters, errorKinds, runStatuses, statusWords, triggers } from './run-state.ts';

interface FiltersProps {
  readonly list: HubList<Run>;
  readonly flow: string | null;
}

export const RunFilters = ({ list, flow }: FiltersProps) => {
  const t = useT();
  return (
    <>
      {flow === null && <FilterText list={list} name="flow" label={t('runs.flow')} width={96} />}
      <FilterSelect
        list={list}
        name="status"
        label={t('runs.status')}
        choices={runStatuses.map((one) => ({ value: one, label: t(statusWords[one].word) }))}
      />
      <FilterSelect
        list={list}
        name="dead"
        label={t('runs.dead')}
        choices={deadLetters.map((one) => ({ value: one, label: t(`runs.dead.${one}`) }))}
      />
      <FilterSelect
        list={list}
        name="errorType"
        label={t('runs.errorKind')}
        choices={errorKinds.map((one) => ({ value: one, label: t(`runs.errorKind.${one}`) }))}
      />
      <FilterSelect
        list={list}
        name="trigger"
        label={t('runs.trigger')}
        choices={triggers.map((one) => ({ value: one, label: t(`runs.trigger.${one}`) }))}
      />
      <span className={styles['days']}>
        <FilterDay list={list} name="from" label={t('runs.from')} />
        <FilterDay list={list} name="until" label={t('runs.until')} />
      </span>
    </>
  );
};
