import { useState } from 'react';
import { IconNext } from '../../../look/icons.ts';
import { useT } from '../../../messages/messages-context.tsx';
import { DataPicker, type PickerProps } from './data-picker.tsx';
import styles from './data.module.css';

/** Below the form: data to pick from, for who wants it. */
export const DataDrawer = (props: PickerProps) => {
  const t = useT();
  const [opened, setOpened] = useState(false);
  return (
    <div className={styles['drawer']} data-open={opened || undefined}>
      <button
        type="button"
        className={styles['drawerTitle']}
        aria-expanded={opened}
        onClick={() => setOpened(!opened)}
      >
        <IconNext size={14} aria-hidden className={styles['fold']} data-open={opened || undefined} />
        {t('editor.step.data.title')}
      </button>
      {opened && (
        <div className={styles['drawerBody']}>
          <DataPicker {...props} />
        </div>
      )}
    </div>
  );
};
