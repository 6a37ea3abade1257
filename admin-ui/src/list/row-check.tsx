import { useT } from '../messages/messages-context.tsx';
import styles from './data-list.module.css';

interface CheckProps {
  readonly name: string;
  readonly index: number;
  readonly checked: boolean;
  readonly reachable: boolean;
  onSelect(index: number, range: boolean): void;
}

/** Chooses an entry; with Shift, all from the last one that was chosen. */
export const RowCheck = ({ name, index, checked, reachable, onSelect }: CheckProps) => {
  const t = useT();
  return (
    <label className={styles['check']}>
      <input
        type="checkbox"
        aria-label={t('bulk.select', { name })}
        tabIndex={reachable ? 0 : -1}
        checked={checked}
        data-row-check
        onChange={({ nativeEvent }) =>
          onSelect(index, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
        }
      />
    </label>
  );
};
