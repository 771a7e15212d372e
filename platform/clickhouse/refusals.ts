import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('clickhouse', {
  unavailable: {
    status: 503,
    title: 'Reports cannot be asked right now',
    cure: 'Try again after the time in "Retry-After"; events are accepted meanwhile, and reports catch up by themselves.',
  },
});
