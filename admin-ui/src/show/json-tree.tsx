import { Group, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { IconSearch } from '../look/icons.ts';
import { useT } from '../messages/messages-context.tsx';
import { CopyIcon } from './copy-button.tsx';
import { JsonNode } from './json-node.tsx';
import { childrenOf, matches } from './json-paths.ts';
import styles from './json-tree.module.css';

/** JSON to look at: a tree with search and copyable paths, or the text as it is. */
export const JsonTree = (props: { readonly value: unknown; readonly label: string }) => {
  const t = useT();
  const [view, setView] = useState('tree');
  const [words, setWords] = useState('');
  const raw = JSON.stringify(props.value, null, 2);
  const shown = childrenOf(props.value).filter(
    ([name, value]) => words === '' || matches(name, value, words),
  );
  return (
    <div>
      <Group gap={8} mb={8} wrap="nowrap">
        <TextInput
          size="xs"
          flex={1}
          aria-label={t('json.search')}
          placeholder={t('json.search')}
          leftSection={<IconSearch size={14} />}
          value={words}
          disabled={view === 'raw'}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('json.view')}
          value={view}
          onChange={setView}
          data={[
            { value: 'tree', label: t('json.tree') },
            { value: 'raw', label: t('json.raw') },
          ]}
        />
        <CopyIcon value={raw} label={t('json.copy')} />
      </Group>
      <div className={`${styles['tree']} mono`} tabIndex={0} role="group" aria-label={props.label}>
        {view === 'raw' ? (
          <pre className={styles['raw']}>{raw}</pre>
        ) : (
          <ul>
            {shown.map(([name, value]) => (
              <JsonNode key={name} name={name} value={value} path={[name]} words={words} />
            ))}
          </ul>
        )}
        {view === 'tree' && shown.length === 0 && (
          <span className="muted">{words === '' ? t('json.empty') : t('json.nothing', { words })}</span>
        )}
      </div>
    </div>
  );
};
