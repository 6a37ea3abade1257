import { useMemo } from 'react';
import type { ToolCall } from '../api/shapes.ts';
import type { Column } from '../list/columns.ts';
import { useMessages } from '../messages/messages-context.tsx';
import { RelativeTime } from '../show/time.tsx';
import { CallOutcome } from './call-outcome.tsx';

/** What the hub refuses takes next to no time, and yet some. */
export const shortText = (number: Intl.NumberFormat, ms: number): string =>
  ms < 0.1 ? `< ${number.format(0.1)}` : number.format(ms);

export const useCallColumns = (): readonly Column<ToolCall>[] => {
  const { t, language } = useMessages();
  return useMemo<readonly Column<ToolCall>[]>(() => {
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    return [
      {
        name: 'tool',
        header: t('mcpServers.toolName'),
        render: ({ tool }) => <code className="any-break">{tool}</code>,
      },
      {
        name: 'caller',
        header: t('toolsets.caller'),
        width: '20%',
        render: ({ caller }) => caller.name || <code>{caller.id}</code>,
      },
      {
        name: 'outcome',
        header: t('toolsets.outcome'),
        width: '24%',
        render: (call) => <CallOutcome call={call} />,
      },
      {
        name: 'ms',
        header: t('toolsets.ms'),
        sort: 'ms',
        width: '104px',
        render: ({ ms }) => t('toolsets.msValue', { ms: shortText(number, ms) }),
      },
      {
        name: 'bytes',
        minor: true,
        header: t('toolsets.bytes'),
        width: '104px',
        render: ({ bytes }) => number.format(bytes),
      },
      {
        name: 'at',
        header: t('toolsets.at'),
        sort: 'at',
        width: '136px',
        render: ({ at }) => <RelativeTime at={at} />,
      },
    ];
  }, [t, language]);
};
