import type { Running } from '../core/ports.ts';

export type SpanFields = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  readonly kind: 'server' | 'client' | 'internal' | 'consumer';
  readonly fields?: SpanFields;
  /** Headers of a caller whose trace this goes on with. */
  readonly incoming?: Readonly<Record<string, string | string[] | undefined>>;
}

export interface OpenSpan {
  set(fields: SpanFields): void;
  /** It failed, with this code, though the work itself ends well. */
  fail(code: string): void;
}

export interface Telemetry extends Running {
  /** Runs the work inside a span. Without a collector this is a plain call. */
  span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T>;
}

const silent: OpenSpan = { set: () => undefined, fail: () => undefined };

/** Traces by OTLP over HTTP. The packages behind it are loaded only when a collector is named: they cost 15 MB and 100 ms. */
export const startTelemetry = async (options: {
  readonly endpoint: string | undefined;
  readonly service: string;
}): Promise<Telemetry> => {
  if (options.endpoint === undefined)
    return { span: (_name, _options, work) => work(silent), stop: async () => undefined };
  const { startTracing } = await import('./tracing.ts');
  return startTracing({ endpoint: options.endpoint, service: options.service });
};
