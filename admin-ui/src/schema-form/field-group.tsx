import { Button, CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconAdd } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { useFieldAbout } from './field-about.tsx';
import type { FieldProps } from './form-context.ts';
import styles from './schema-form.module.css';

interface GroupProps extends FieldProps {
  /** What the field begins with when it is added. */
  start(): unknown;
  readonly children: ReactNode;
}

/**
 * A field that holds fields. It is drawn once it is there: a schema that holds itself goes as deep as the person does.
 */
export const FieldGroup = (props: GroupProps) => {
  const { pointer, value, required, start, children, onChange } = props;
  const t = useT();
  const { label, description, problem } = useFieldAbout(props);
  const there = value !== undefined && value !== null;
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['legend']}>
        <span>
          {label}
          {required && (
            <span className={styles['mark']} aria-hidden>
              {' '}
              *
            </span>
          )}
        </span>
        {there && !required && (
          <CloseButton
            size="sm"
            aria-label={t('field.remove', { name: label })}
            onClick={() => onChange(undefined)}
          />
        )}
      </legend>
      {description !== undefined && <p className="muted small any-break">{description}</p>}
      {there ? (
        <div className={styles['inner']} tabIndex={-1} data-path={pointer}>
          {children}
        </div>
      ) : (
        <Button
          mt={4}
          size="compact-sm"
          variant="default"
          data-path={pointer}
          leftSection={<IconAdd size={14} />}
          aria-label={t('field.add', { name: label })}
          onClick={() => onChange(start())}
        >
          {t('field.addEntry')}
        </Button>
      )}
      {problem !== undefined && <p className={styles['wrong']}>{problem}</p>}
    </fieldset>
  );
};
