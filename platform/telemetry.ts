import { SpanKind, SpanStatusCode, context, propagation, trace, type Span } from '@opentelemetry/api';
import type { Running } from '../core/ports.ts';

export type SpanFields = Readonly<Record<string, string | number | boolean>>;

export interface Telemetry extends Running {
  readonly on: boolean;
  /** Runs the work inside a span. Without a collector this is a plain call. */
  span<T>(name: string, options: SpanOptions, work: (span: OpenSpan) => Promise<T>): Promise<T>;
  /** The headers that carry the present trace to another system. */
  outgoing(): Record<string, string>;
}

export interface SpanOptions {
  readonly kind: 'server' | 'client' | 'internal' | 'consumer';
  readonly fields?: SpanFields;
  /** Headers of a caller whose trace this goes on with. */
  readonly incoming?: Readonly<Record<string, string | string[] | undefined>>;
}

export interface OpenSpan {
  set(fields: SpanFields): void;
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
  consumer: SpanKind.CONSUMER,
};
const silent: OpenSpan = { set: () => undefined };

const off: Telemetry = {
  on: false,
  span: (_name, _options, work) => work(silent),
  outgoing: () => ({}),
  stop: async () => undefined,
};

/** Traces by OTLP over HTTP. The packages behind it are loaded only when a collector is named. */
export const startTelemetry = async (options: {
  readonly endpoint: string | undefined;
  readonly service: string;
}): Promise<Telemetry> => {
  if (options.endpoint === undefined) return off;
  const { startTracing } = await import('./tracing.ts');
  const tracing = startTracing({ endpoint: options.endpoint, service: options.service });
  const tracer = trace.getTracer('app-connect');
  return {
    on: true,
    span: (name, { kind, fields, incoming }, work) => {
      const parent =
        incoming === undefined ? context.active() : propagation.extract(context.active(), incoming);
      return tracer.startActiveSpan(
        name,
        { kind: kinds[kind], attributes: { ...fields } },
        parent,
        async (span) => run(span, work),
      );
    },
    outgoing: () => {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      return carrier;
    },
    stop: () => tracing.stop(),
  };
};

const run = async <T>(span: Span, work: (span: OpenSpan) => Promise<T>): Promise<T> => {
  try {
    return await work({ set: (fields) => void span.setAttributes({ ...fields }) });
  } catch (error) {
    // The code of the error, never its message: that may quote what somebody typed.
    const code = (error as { code?: unknown }).code;
    span.setStatus({ code: SpanStatusCode.ERROR, message: typeof code === 'string' ? code : 'internal' });
    throw error;
  } finally {
    span.end();
  }
};
