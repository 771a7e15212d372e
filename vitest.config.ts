import { defineConfig } from 'vitest/config';

// Three kinds of test: rules (no I/O, milliseconds), stores (real Postgres and ClickHouse), journeys (whole system, Chromium).
const common = { exclude: ['**/node_modules/**', '**/dist/**'] };
const stores = ['**/*.store.test.ts'];
const journeys = ['tests/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'rules', include: ['**/*.test.ts'], exclude: [...common.exclude, ...stores, ...journeys] } },
      {
        test: {
          ...common,
          name: 'stores',
          include: stores,
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          globalSetup: ['platform/testing/engines.ts'],
        },
      },
      {
        test: {
          ...common,
          name: 'journeys',
          include: journeys,
          pool: 'forks',
          maxWorkers: 1,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
