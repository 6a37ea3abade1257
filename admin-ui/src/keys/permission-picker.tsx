import { Button, Checkbox, Group } from '@mantine/core';
import { useId } from 'react';
import type { Permission } from '../api/shapes.ts';
import { useT } from '../messages/messages-context.tsx';
import { groupPermissions, readOnly } from './permission-groups.ts';
import { nounWord, permissionWord } from './permission-words.ts';
import styles from './permission-picker.module.css';

interface PickerProps {
  /** What may be chosen: nobody gives a key more than they hold. */
  readonly offered: readonly Permission[];
  readonly value: readonly Permission[];
  readonly error: React.ReactNode;
  onChange(value: Permission[]): void;
}

export const PermissionPicker = ({ offered, value, error, onChange }: PickerProps) => {
  const t = useT();
  const wrong = useId();
  const toggle = (permission: Permission, on: boolean): void =>
    onChange(offered.filter((one) => (one === permission ? on : value.includes(one))));
  return (
    <fieldset
      className={styles['picker']}
      tabIndex={-1}
      data-path="permissions"
      aria-describedby={error === undefined ? undefined : wrong}
    >
      <legend>{t('keys.permissions')}</legend>
      <Group gap={8}>
        <Button size="compact-sm" variant="default" onClick={() => onChange(readOnly(offered))}>
          {t('keys.presetRead')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => onChange([...offered])}>
          {t('keys.presetAll')}
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange([])}>
          {t('keys.presetNone')}
        </Button>
      </Group>
      <div className={styles['groups']}>
        {groupPermissions(offered).map(({ noun, permissions }) => (
          <div key={noun} className={styles['group']} role="group" aria-label={nounWord(t, noun)}>
            <span aria-hidden>{nounWord(t, noun)}</span>
            <div className={styles['choices']}>
              {permissions.map((permission) => (
                <Checkbox
                  key={permission}
                  size="xs"
                  label={permissionWord(t, permission)}
                  checked={value.includes(permission)}
                  onChange={(event) => toggle(permission, event.currentTarget.checked)}
                />
              ))}
            </div>
          </div>
        ))}
      </div>
      {error !== undefined && error !== null && (
        <p id={wrong} className={styles['wrong']}>
          {error}
        </p>
      )}
    </fieldset>
  );
};
