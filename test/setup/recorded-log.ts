import type { Log } from '../../core/ports.ts';

export interface RecordedLine {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines, for tests of what is and what must not be in them. */
export const recordedLog = (): Log & { readonly lines: RecordedLine[] } => {
  const lines: RecordedLine[] = [];
  const at =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, message, fields });
    };
  const log: Log = {
    child: () => log,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
  };
  return { ...log, lines };
};
