import pino from 'pino';
import type { Log } from '../core/ports.ts';
import { redact } from './redact.ts';

/** Lines wait at most this long for company: one write for many. */
const flushMs = 100;
const flushBytes = 8_192;

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go; standard output when left out. */
  readonly destination?: { write(line: string): void };
}

export const openLog = (options: LogOptions): Log => {
  const root = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      serializers: { error: describeError },
    },
    options.destination ??
      pino.destination({ fd: 1, sync: false, minLength: flushBytes, periodicFlush: flushMs }),
  );
  return wrap(root);
};

/** Name, code, message and stack of an error and of its causes: an operator needs them, a caller never sees them. */
const describeError = (error: unknown, depth = 0): unknown => {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: error.message,
    stack: error.stack,
    ...(error.cause !== undefined && depth < 4 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
};

const wrap = (logger: pino.Logger): Log => ({
  child: (bindings) => wrap(logger.child(redact(bindings) as pino.Bindings)),
  debug: (message, fields = {}) => logger.debug(fields, message),
  info: (message, fields = {}) => logger.info(fields, message),
  warn: (message, fields = {}) => logger.warn(fields, message),
  error: (message, fields = {}) => logger.error(fields, message),
});
