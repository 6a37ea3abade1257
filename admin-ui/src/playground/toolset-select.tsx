import { NativeSelect } from '@mantine/core';
import { useT } from '../messages/messages-context.tsx';
import { titleOf } from '../toolsets/toolset-columns.tsx';
import { hubAdmin } from '../toolsets/toolset-path.ts';
import { useToolsetNames } from './use-toolset-names.ts';

interface SelectProps {
  readonly value: string;
  onChange(toolset: string): void;
}

/** One of the toolsets that are in use, or the hub itself. */
export const ToolsetSelect = ({ value, onChange }: SelectProps) => {
  const t = useT();
  const toolsets = (useToolsetNames().data ?? []).filter(({ published }) => published !== null);
  const known = value === hubAdmin || toolsets.some(({ name }) => name === value);
  return (
    <NativeSelect
      label={t('toolsets.one')}
      data={[
        ...(known ? [] : [{ value, label: value }]),
        ...toolsets.map((toolset) => ({
          value: toolset.name,
          label: `${titleOf(toolset)} (/mcp/${toolset.name})`,
        })),
        { value: hubAdmin, label: `${t('toolsets.thisHub')} (/mcp/${hubAdmin})` },
      ]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
