/** Measure: what it means across thousands, with the people behind every number. */

import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import type { Bind } from '#platform/http';
import { bindRoutes } from './routes.ts';

export interface MeasureDeps {
  clickhouse: ClickHouse;
  bind: Bind;
  clock: Clock;
  listen: Listen;
  customers: Customers;
}

export function createMeasure(deps: MeasureDeps): void {
  bindRoutes(deps);
}
