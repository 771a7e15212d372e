/** Figures for Prometheus (text exposition format 0.0.4). One registry a process, handed to whoever counts. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  counter(name: string, help: string, labels?: string[]): Counter<string>;
  gauge(name: string, help: string, labels?: string[], collect?: (gauge: Gauge<string>) => void | Promise<void>): Gauge<string>;
  /** Seconds, from half a millisecond to ten seconds. */
  timing(name: string, help: string, labels?: string[]): Histogram<string>;
  text(): Promise<string>;
  contentType: string;
}

const secondBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    counter: (name, help, labelNames = []) => new Counter({ name, help, labelNames, registers: [registry] }),
    gauge: (name, help, labelNames = [], collect) =>
      new Gauge({
        name,
        help,
        labelNames,
        registers: [registry],
        ...(collect && {
          async collect() {
            await collect(this);
          },
        }),
      }),
    timing: (name, help, labelNames = []) =>
      new Histogram({ name, help, labelNames, buckets: secondBuckets, registers: [registry] }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
