import { MarkedText } from './marked-text.tsx';
import type { PaletteEntry } from './palette-groups.ts';
import styles from './palette.module.css';

interface OptionProps {
  readonly id: string;
  readonly entry: PaletteEntry;
  readonly words: string;
  readonly active: boolean;
  onPress(): void;
}

export const PaletteOption = ({ id, entry, words, active, onPress }: OptionProps) => (
  <div
    id={id}
    role="option"
    className={styles['option']}
    aria-selected={active}
    data-active={active || undefined}
    // The field keeps the keyboard.
    onMouseDown={(event) => event.preventDefault()}
    onClick={onPress}
  >
    {entry.icon}
    <span className={styles['said']}>
      <span className={styles['title']}>
        <MarkedText text={entry.label} words={words} />
      </span>
      {entry.about !== '' && (
        <span className={styles['about']}>
          <MarkedText text={entry.about} words={words} />
        </span>
      )}
    </span>
    {entry.kind !== '' && <span className={styles['kind']}>{entry.kind}</span>}
  </div>
);
