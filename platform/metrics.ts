import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Buckets for things that answer a caller, in seconds. */
const answerBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const sizeBuckets = Array.from({ length: 13 }, (_, power) => 2 ** power);

type Labels = Readonly<Record<string, string | number>>;

export interface Metrics {
  /** Values of a label must come from a small, known set: a route's pattern, never a path; no ids, no tenants. */
  counter(
    name: string,
    help: string,
    labels?: readonly string[],
  ): {
    add(labels?: Labels, by?: number): void;
    /** For hot paths: the labels are read once. */
    of(labels: Labels): { add(by?: number): void };
  };
  histogram(
    name: string,
    help: string,
    labels?: readonly string[],
  ): { observe(seconds: number, labels?: Labels): void };
  /** How many of something at a time: by powers of two up to some thousand. */
  sizes(name: string, help: string): { observe(count: number): void };
  /** Read when somebody asks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void;
  text(): Promise<string>;
  readonly contentType: string;
}

export const openMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'hub_' });
  return {
    counter: (name, help, labels = []) => {
      const counter = new Counter({ name, help, labelNames: [...labels], registers: [registry] });
      return {
        add: (values = {}, by = 1) => counter.inc(values, by),
        of: (values) => {
          const one = counter.labels(values);
          return { add: (by = 1) => one.inc(by) };
        },
      };
    },
    histogram: (name, help, labels = []) => {
      const histogram = new Histogram({
        name,
        help,
        labelNames: [...labels],
        buckets: answerBuckets,
        registers: [registry],
      });
      return { observe: (seconds, values = {}) => histogram.observe(values, seconds) };
    },
    sizes: (name, help) => {
      const histogram = new Histogram({ name, help, buckets: sizeBuckets, registers: [registry] });
      return { observe: (count) => histogram.observe(count) };
    },
    gauge: (name, help, read) => {
      new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      });
    },
    text: async () => registry.metrics(),
    contentType: registry.contentType,
  };
};
