import { useState } from 'react';
import { IconNext } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from './copy-button.tsx';
import { childrenOf, jqPath, matches, type JsonPath } from './json-paths.ts';
import { isRedacted } from './redacted.ts';
import styles from './json-tree.module.css';

interface NodeProps {
  readonly name: string | number;
  readonly value: unknown;
  readonly path: JsonPath;
  /** What is searched for: a branch that holds it stands open. */
  readonly words: string;
}

/** Branches this deep start closed. */
const openDepth = 3;

export const JsonNode = ({ name, value, path, words }: NodeProps) => {
  const t = useT();
  const [chosen, setOpen] = useState<boolean | null>(null);
  const children = childrenOf(value);
  const branch = typeof value === 'object' && value !== null;
  const open = words !== '' || (chosen ?? path.length < openDepth);
  const size = Array.isArray(value) ? `[${children.length}]` : `{${children.length}}`;
  const place = jqPath(path);
  return (
    <li>
      <div className={styles['line']}>
        {branch && children.length > 0 ? (
          <button className={styles['fold']} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconNext size={14} aria-hidden />
            <span className={styles['name']}>{name}</span>
          </button>
        ) : (
          <span className={styles['name']}>{name}</span>
        )}
        {isRedacted(value) ? (
          <span className="muted" title={t('json.redactedText')}>
            {t('json.redacted')}
          </span>
        ) : (
          <span className={branch ? 'muted' : styles['value']}>{branch ? size : JSON.stringify(value)}</span>
        )}
        <CopyIcon value={place} label={t('json.copyPath', { path: place })} />
      </div>
      {branch && open && children.length > 0 && (
        <ul>
          {children
            .filter(
              ([key, child]) => words === '' || matches(name, null, words) || matches(key, child, words),
            )
            .map(([key, child]) => (
              <JsonNode
                key={key}
                name={key}
                value={child}
                path={[...path, key]}
                words={matches(name, null, words) ? '' : words}
              />
            ))}
        </ul>
      )}
    </li>
  );
};
