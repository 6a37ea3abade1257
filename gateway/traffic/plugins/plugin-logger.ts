import { format } from 'node:util';
import type { Log } from '../../../core/ports.ts';
import type { PluginLogger } from './contract.ts';

const longest = 4_000;

/** The words of winston, which plug-ins log with, over the log of the hub: `%s` and its kin are filled in. */
export const pluginLogger = (log: Log): PluginLogger => {
  const to =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (...words: unknown[]): void =>
      log[level]('A plug-in says', { text: format(...words).slice(0, longest) });
  const levels = {
    ...{ error: to('error'), warn: to('warn'), info: to('info'), http: to('debug') },
    ...{ verbose: to('debug'), debug: to('debug'), silly: to('debug') },
  };
  return {
    ...levels,
    log: (level, ...words) =>
      (Object.hasOwn(levels, level) ? levels[level as 'info'] : levels.info)(...words),
  };
};
