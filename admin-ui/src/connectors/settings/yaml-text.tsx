import { Textarea } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import { useT } from '../../messages/messages-context.tsx';
import { readYaml, writeYaml } from '../../yaml/yaml.ts';

interface YamlProps {
  readonly label: string;
  readonly value: unknown;
  onChange(value: unknown): void;
  onReadable(readable: boolean): void;
}

/** The same value as YAML. While the text is none, the value stays what it was, and the place is named. */
export const YamlText = ({ label, value, onChange, onReadable }: YamlProps) => {
  const t = useT();
  const [typed, setTyped] = useState(() => writeYaml(value));
  const read = readYaml(typed);
  // A text that nobody sees any more holds nothing up.
  const leave = useEffectEvent(() => onReadable(true));
  useEffect(() => () => leave(), []);
  const stale = 'value' in read && JSON.stringify(read.value) !== JSON.stringify(value);
  const shown = stale ? writeYaml(value) : typed;
  return (
    <Textarea
      label={label}
      rows={20}
      resize="vertical"
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.75rem' } }}
      {...('mistake' in read
        ? {
            error: t('setting.yamlMistake', {
              line: read.mistake.line,
              column: read.mistake.column,
              reason: read.mistake.reason,
            }),
          }
        : {})}
      value={shown}
      onChange={(event) => {
        const text = event.currentTarget.value;
        const next = readYaml(text);
        setTyped(text);
        onReadable('value' in next);
        if ('value' in next) onChange(next.value);
      }}
    />
  );
};
