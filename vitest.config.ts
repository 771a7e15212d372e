import { defineConfig } from 'vitest/config';

// Three kinds of test: rules (no I/O, milliseconds), stores (real Postgres and ClickHouse), journeys (whole system, Chromium).
// They run one kind after the other: a journey measures what a visitor would see, not how busy the machine is.
const common = { exclude: ['**/node_modules/**', '**/dist/**'] };
const stores = ['**/*.store.test.ts'];
// What journeys stand on (tests/support: checkers and models) is proven without a system, as a rule.
const journeys = ['tests/!(support)/**/*.test.ts', 'tests/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'rules',
          include: ['**/*.test.ts'],
          exclude: [...common.exclude, ...stores, ...journeys],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'stores',
          include: stores,
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ['platform/testing/engines.ts'],
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...common,
          name: 'journeys',
          // A browser and two engines on two cores: one second chance for a slow moment, never more.
          retry: 1,
          include: journeys,
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: ['platform/testing/journeys.ts'],
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
