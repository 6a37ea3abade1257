import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { GatewayProblem } from '../../api/shapes.ts';
import { CodeArea, type CodeAreaHandle } from '../../flows/text/code-area.tsx';
import { useT } from '../../messages/messages-context.tsx';
import { isRecord } from '../../schema-form/settle.ts';
import { readNodes, readYaml, writeYaml } from '../../yaml/yaml.ts';
import { lineAt } from './line-at.ts';
import type { Json } from './pipeline-steps.ts';
import { ProblemList } from './problem-list.tsx';
import styles from '../gateway.module.css';

interface TabProps {
  readonly document: Json;
  readonly problems: readonly GatewayProblem[];
  readonly writes: boolean;
  onChange(document: Json, join: string): void;
  /** Whether what stands there can be read: only then may it be saved. */
  onReadable(readable: boolean): void;
}

const mostDepth = 64;

/** The document as text. While it cannot be read, the document stays as it was. */
export const YamlTab = ({ document, problems, writes, onChange, onReadable }: TabProps) => {
  const t = useT();
  const handle = useRef<CodeAreaHandle>(null);
  const [typed, setTyped] = useState<{ readonly text: string; readonly document: Json } | null>(null);
  // What was changed elsewhere is written anew; what was typed stays as it was typed.
  const text = typed !== null && typed.document === document ? typed.text : writeYaml(document);
  const read = readYaml(text);
  const mistake =
    'mistake' in read
      ? read.mistake
      : isRecord(read.value)
        ? null
        : { line: 1, column: 1, reason: t('gateway.yamlObject') };
  const nodes = mistake === null ? readNodes(text, mostDepth) : null;
  const root = nodes !== null && 'root' in nodes ? nodes.root : null;
  const lineOf = ({ path }: GatewayProblem): number => lineAt(text, root, path);
  const marked = new Set(mistake === null ? problems.map(lineOf) : [mistake.line]);
  // What could not be read is left behind with the view.
  const leave = useEffectEvent(() => onReadable(true));
  useEffect(() => () => leave(), []);
  const change = (next: string): void => {
    const found = readYaml(next);
    const value = 'value' in found && isRecord(found.value) ? found.value : null;
    onReadable(value !== null);
    setTyped({ text: next, document: value ?? document });
    if (value !== null) onChange(value, 'yaml');
  };
  return (
    <div className={styles['yaml']}>
      {mistake !== null && (
        <p role="alert" className={styles['wrong']}>
          {t('gateway.yamlMistake', { line: mistake.line, column: mistake.column })} {mistake.reason}
        </p>
      )}
      {mistake === null && (
        <ProblemList problems={problems} onChoose={(problem) => handle.current?.goTo(lineOf(problem), 1)} />
      )}
      <p className="muted small">{t('gateway.yamlText')}</p>
      <CodeArea
        handle={handle}
        label="YAML"
        text={text}
        readOnly={!writes}
        marked={marked}
        onChange={change}
        onLeave={() => undefined}
      />
    </div>
  );
};
