import { Group } from '@mantine/core';
import { useId } from 'react';
import { CopyButton } from '../show/copy-button.tsx';
import styles from './secret-once.module.css';

interface ShownProps {
  readonly label: string;
  readonly text: string;
  readonly copyLabel: string;
  readonly about?: React.ReactNode;
}

/** A text that is to be taken somewhere else, with its name and a way to copy it. */
export const ShownText = ({ label, text, copyLabel, about }: ShownProps) => {
  const name = useId();
  return (
    <div role="group" aria-labelledby={name}>
      <p id={name} style={{ fontWeight: 600 }}>
        {label}
      </p>
      {about !== undefined && <p className="muted small">{about}</p>}
      <Group gap={8} mt={4} align="center">
        <code className={styles['secret']}>{text}</code>
        <CopyButton value={text} label={copyLabel} />
      </Group>
    </div>
  );
};
