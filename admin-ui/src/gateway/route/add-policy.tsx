import { IconAdd } from '../../look/icons.ts';
import { useT } from '../../messages/messages-context.tsx';
import styles from './picture.module.css';

/** Between any two cards: a policy more. */
export const AddPolicy = (props: { readonly at: number; onAdd(at: number): void }) => {
  const t = useT();
  return (
    <div className={styles['between']}>
      <button
        type="button"
        aria-label={t('gateway.addAt', { place: props.at + 1 })}
        title={t('gateway.addPolicy')}
        data-add={props.at}
        onClick={() => props.onAdd(props.at)}
      >
        <IconAdd size={14} aria-hidden />
      </button>
    </div>
  );
};
