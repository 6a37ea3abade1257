import { SpanKind, SpanStatusCode, context, propagation, trace, type Span } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { HubError } from '../core/errors.ts';
import type { OpenSpan, Telemetry } from './telemetry.ts';

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  internal: SpanKind.INTERNAL,
  consumer: SpanKind.CONSUMER,
};

/** How long one batch may take with all its retries: the hub's stop waits for the last one. */
const sendLimitMs = 2_000;

/**
 * Spans to a collector. It is named by the owner of the installation, so it is reached directly, not through egress.
 */
export const startTracing = (options: { readonly endpoint: string; readonly service: string }): Telemetry => {
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: sendLimitMs,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.service }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('app-connect');
  return {
    span: (name, { kind, fields, incoming }, work) => {
      const parent =
        incoming === undefined ? context.active() : propagation.extract(context.active(), incoming);
      const about = { kind: kinds[kind], attributes: { ...fields } };
      const span = tracer.startSpan(name, about, parent);
      return context.with(trace.setSpan(parent, span), () => run(span, work));
    },
    stop: async () => {
      try {
        await provider.shutdown();
      } catch (cause) {
        throw new HubError(
          'egress_failed',
          `The last spans did not reach ${options.endpoint}. See that the collector runs, or leave OTEL_EXPORTER_OTLP_ENDPOINT out.`,
          { cause },
        );
      } finally {
        trace.disable();
        context.disable();
        propagation.disable();
      }
    },
  };
};

const run = async <T>(span: Span, work: (span: OpenSpan) => Promise<T>): Promise<T> => {
  try {
    return await work({
      set: (fields) => void span.setAttributes({ ...fields }),
      fail: (message) => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
    });
  } catch (error) {
    // The code of the error, never its message: that may quote what somebody typed.
    const code = (error as { code?: unknown }).code;
    span.setStatus({ code: SpanStatusCode.ERROR, message: typeof code === 'string' ? code : 'internal' });
    throw error;
  } finally {
    span.end();
  }
};
