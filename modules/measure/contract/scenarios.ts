/**
 * Customer scenarios (Patricia Seybold, "Outside Innovation", 2006): what somebody in a role wants to reach, the path they would
 * call ideal, where it must not fail, and the measures of success they name themselves. Their quality is computed from the log.
 */
import { refusals as customerRefusals } from '#customers/contract';
import { customerName, defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { duration, eventName, minutesOf, page, property, span, step } from './steps.ts';

export const scenarioRefusals = defineRefusals('measure', {
  no_such_scenario: { status: 404, title: 'No such scenario', cure: 'GET /api/measure/scenarios lists them.' },
  scenario_name_taken: { status: 409, title: 'Another scenario has this name', cure: 'Choose another name.' },
  scenario_changed_meanwhile: {
    status: 409,
    title: 'Somebody has changed the scenario meanwhile',
    cure: 'Read the scenario again and make the change to its present version.',
  },
  too_many_scenarios: { status: 409, title: 'There are 200 scenarios', cure: 'Remove one that nobody looks at any longer.' },
  no_such_scenario_version: {
    status: 404,
    title: 'The scenario has no such version',
    cure: 'GET /api/measure/scenarios/{id} lists its versions.',
  },
  no_such_scenario_segment: {
    status: 422,
    title: 'No such segment',
    cure: 'GET /api/customers/segments lists them.',
  },
  no_such_contribution: {
    status: 404,
    title: 'No such contribution',
    cure: 'GET /api/measure/scenarios/{id}/contributions lists them.',
  },
  contribution_settled: {
    status: 409,
    title: 'It was accepted or set aside before',
    cure: 'Read the list again; what was settled stays with its reason.',
  },
  contribution_not_in_it: {
    status: 422,
    title: 'The definition is the one that holds already',
    cure: 'Send the definition with the customer’s step or metric in it, or set the contribution aside with a reason.',
  },
  no_such_scenario_link: {
    status: 404,
    title: 'No such link',
    cure: 'GET /api/measure/scenarios/{id}/links lists those there are.',
  },
  too_many_scenario_links: {
    status: 409,
    title: 'There are 20 open links to it',
    cure: 'Close one that nobody needs any longer.',
  },
  too_many_passages: {
    status: 422,
    title: 'Too many passages for one file',
    cure: 'Ask for a shorter span; at most 200,000 passages are written into one file.',
  },
});

export const mostScenarioSteps = 12;
export const mostScenarioMetrics = 10;

const words = (most: number) => z.string().trim().max(most);
const named = (most: number) => words(most).min(1);
/** Who named it: customers themselves, or we for them. */
export const namers = ['customers', 'us'] as const;
const namedBy = z.enum(namers).default('us');

export const scenarioStep = z.strictObject({
  name: named(120),
  touchpoint: words(80).default(''),
  /** What in the log shows that it happened; null: nothing does yet, and nothing is counted by it. */
  shownBy: step.nullable(),
  /** A showstopper: when it fails, the rest does not help. */
  momentOfTruth: z.boolean().default(false),
  /** When it is well, in the customer's words. */
  condition: words(300).default(''),
  namedBy,
});
export type ScenarioStep = z.infer<typeof scenarioStep>;

const no = z.number().int().min(1).max(mostScenarioSteps);
const weighed = { name: named(120), weight: z.number().int().min(1).max(100).default(1), namedBy };
const counted = { target: z.number().int().min(0).max(1000), limit: z.number().int().min(1).max(1000) };

/** Up to `target` it is as customers want it (1), from `limit` on it is worth nothing (0), between them it falls in a straight line. */
export const successMetric = z.discriminatedUnion('kind', [
  /** From one step (numbers from 1) to a later one. */
  z.strictObject({ kind: z.literal('elapsed'), ...weighed, from: no, to: no, target: duration, limit: duration }),
  /** They got what they wanted: the last step that is shown by something. */
  z.strictObject({ kind: z.literal('reached'), ...weighed }),
  /** How often they had to turn to us on the way, over all channels. */
  z.strictObject({ kind: z.literal('contacts'), ...weighed, ...counted }),
  /** How often they had to do a step again. */
  z.strictObject({ kind: z.literal('repeats'), ...weighed, step: no, ...counted }),
]);
export type SuccessMetric = z.infer<typeof successMetric>;
export const metricKinds = ['elapsed', 'reached', 'contacts', 'repeats'] as const;

const example = {
  role: 'A parent who buys for a child',
  context: 'School begins on Monday and the shoes are too small',
  outcome: 'The right shoes, worn on the first day',
  segmentId: null,
  steps: [
    {
      ...{ name: 'Orders the shoes', touchpoint: 'Web shop', shownBy: { event: 'Order Completed', filters: [] } },
      ...{ momentOfTruth: false, condition: '', namedBy: 'us' },
    },
    {
      ...{ name: 'Is told when they come', touchpoint: 'E-mail', shownBy: null },
      ...{ momentOfTruth: false, condition: '', namedBy: 'customers' },
    },
    {
      ...{ name: 'Holds them in their hands', touchpoint: 'Courier', shownBy: { event: 'Order Delivered', filters: [] } },
      ...{ momentOfTruth: true, condition: 'Before the weekend, in one piece', namedBy: 'customers' },
    },
  ],
  window: { amount: 14, unit: 'day' },
  metrics: [
    {
      ...{ kind: 'elapsed', name: 'From order to hands', weight: 3, namedBy: 'customers', from: 1, to: 3 },
      ...{ target: { amount: 2, unit: 'day' }, limit: { amount: 5, unit: 'day' } },
    },
    { kind: 'contacts', name: 'I did not have to ask', weight: 1, namedBy: 'customers', target: 0, limit: 2 },
  ],
  showstopperCap: 0,
};

const lengthOf = ({ amount, unit }: { amount: number; unit: keyof typeof minutesOf }) => amount * minutesOf[unit];

export const scenarioDefinition = z
  .strictObject({
    /** Who the customer is here: "a parent who buys on behalf of a child". */
    role: named(200),
    /** When and why: "school begins on Monday". */
    context: words(500).default(''),
    /** What they want to have reached in the end. */
    outcome: named(300),
    /** Only who is in this segment now; null: everybody. */
    segmentId: id.nullable().default(null),
    /** In order. The first begins a passage, the last that is shown by something is the outcome. */
    steps: z.array(scenarioStep).min(2).max(mostScenarioSteps),
    /** How long one passage may last, from its first step. */
    window: duration.default({ amount: 14, unit: 'day' }),
    metrics: z.array(successMetric).min(1).max(mostScenarioMetrics),
    /** What a passage is worth at most when a moment of truth failed. */
    showstopperCap: z.number().int().min(0).max(100).default(0),
  })
  .superRefine(({ steps, metrics, window }, check) => {
    const fault = (path: (string | number)[], message: string) => check.addIssue({ code: 'custom', path, message });
    const shown = (number: number) => steps[number - 1]?.shownBy != null;
    if (!shown(1)) fault(['steps', 0, 'shownBy'], 'the first step begins a passage: an event must show it');
    if (steps.filter(({ shownBy }) => shownBy !== null).length < 2)
      fault(['steps'], 'at least two steps must be shown by an event');
    metrics.forEach((metric, at) => {
      const seen = (part: string, number: number) => {
        if (!shown(number)) fault(['metrics', at, part], 'must be a step that an event shows');
      };
      if (metric.kind === 'reached') return;
      if (metric.kind === 'repeats') seen('step', metric.step);
      if (metric.kind === 'elapsed') {
        seen('from', metric.from);
        seen('to', metric.to);
        if (metric.to <= metric.from) fault(['metrics', at, 'to'], 'must be a later step');
        if (lengthOf(metric.limit) <= lengthOf(metric.target)) fault(['metrics', at, 'limit'], 'must be longer than the target');
        if (lengthOf(metric.target) >= lengthOf(window))
          fault(['metrics', at, 'target'], 'must be shorter than a passage may last');
        return;
      }
      if (metric.limit <= metric.target) fault(['metrics', at, 'limit'], 'must be more than the target');
    });
  })
  .meta({ examples: [example] });
export type ScenarioDefinition = z.infer<typeof scenarioDefinition>;

const scenarioName = named(120);
const params = z.object({ id });
const byOf = z.object({ id: z.string(), name: z.string() });

export const scenario = z.object({
  id,
  name: z.string(),
  /** Employee who answers for it; null: nobody. */
  ownerId: id.nullable(),
  /** Grows with every other definition. */
  scenarioVersion: z.number().int(),
  definition: scenarioDefinition,
  /** Of the segment; null: everybody, or a segment that is gone. */
  segment: byOf.nullable(),
  changedAt: instant,
  /** What customers left and nobody has settled. */
  waiting: z.number().int(),
});
export type Scenario = z.infer<typeof scenario>;

export const listScenarios = defineRoute({
  id: 'measure.list_scenarios',
  method: 'GET',
  path: '/api/measure/scenarios',
  summary: 'Customer scenarios by name',
  access: { action: 'measure.read' },
  reply: z.object({ items: z.array(scenario) }),
});

export const createScenario = defineRoute({
  id: 'measure.create_scenario',
  method: 'POST',
  path: '/api/measure/scenarios',
  summary: 'Describe a scenario: role, outcome, ideal path, moments of truth and the success metrics customers named',
  access: { action: 'measure.write' },
  body: z
    .strictObject({ name: scenarioName, definition: scenarioDefinition })
    .meta({ examples: [{ name: 'Shoes for school', definition: example }] }),
  reply: scenario,
  status: 201,
  refusals: [
    scenarioRefusals.scenario_name_taken,
    scenarioRefusals.too_many_scenarios,
    scenarioRefusals.no_such_scenario_segment,
  ],
});

export const scenarioVersion = z.object({
  no: z.number().int(),
  definition: scenarioDefinition,
  changedBy: z.string(),
  changedAt: instant,
  why: z.string(),
});

export const readScenario = defineRoute({
  id: 'measure.read_scenario',
  method: 'GET',
  path: '/api/measure/scenarios/{id}',
  summary: 'A scenario and every definition it had, newest first',
  access: { action: 'measure.read' },
  params,
  reply: scenario.extend({ versions: z.array(scenarioVersion) }),
  refusals: [scenarioRefusals.no_such_scenario],
});

export const changeScenario = defineRoute({
  id: 'measure.change_scenario',
  method: 'PUT',
  path: '/api/measure/scenarios/{id}',
  summary: 'Change a scenario; another definition becomes a new version, the old one stays computable',
  access: { action: 'measure.write' },
  params,
  body: z
    .strictObject({
      name: scenarioName,
      definition: scenarioDefinition,
      why: words(500).default(''),
      /** The version the change starts from: refused when somebody was first. */
      scenarioVersion: z.number().int(),
    })
    .meta({ examples: [{ name: 'Shoes for school', definition: example, why: 'Customers said so', scenarioVersion: 1 }] }),
  reply: scenario,
  refusals: [
    ...[scenarioRefusals.no_such_scenario, scenarioRefusals.scenario_name_taken],
    ...[scenarioRefusals.scenario_changed_meanwhile, scenarioRefusals.no_such_scenario_segment],
  ],
});

export const ownScenario = defineRoute({
  id: 'measure.own_scenario',
  method: 'PUT',
  path: '/api/measure/scenarios/{id}/owner',
  summary: 'Say who answers for a scenario; null: nobody',
  access: { action: 'measure.write' },
  params,
  body: z.strictObject({ ownerId: id.nullable() }),
  reply: scenario,
  refusals: [scenarioRefusals.no_such_scenario, refusals.no_such_owner],
});

export const deleteScenario = defineRoute({
  id: 'measure.delete_scenario',
  method: 'DELETE',
  path: '/api/measure/scenarios/{id}',
  summary: 'Remove a scenario with its versions, its links and what customers left there',
  access: { action: 'measure.write' },
  params,
  refusals: [scenarioRefusals.no_such_scenario],
});

// ── Its quality, from the log ──

/** Passages that began in the span. */
const asked = {
  ...span,
  /** Also only who is in this segment now. */
  segmentId: id.optional(),
  /** Left out: the definition that holds. */
  scenarioVersion: z.number().int().min(1).optional(),
};
export const passagesAsked = z
  .strictObject(asked)
  .meta({ examples: [{ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }] });
export type PassagesAsked = z.infer<typeof passagesAsked>;

/** 0 to 100, with its 95 per cent interval; null: nobody has passed. */
export const qualityFigure = z.object({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Passages it is the mean of; those that are still under way are not among them. */
  passages: z.number().int(),
  people: z.number().int(),
});
export type QualityFigure = z.infer<typeof qualityFigure>;

export const scenarioQualityReply = z.object({
  scenarioVersion: z.number().int(),
  quality: qualityFigure,
  /** Over as long a time just before, by the same definition. */
  before: qualityFigure,
  /** Began and may still get there: not counted yet. */
  underWay: z.number().int(),
  /** In order of the ideal path. Null: no event shows the step. */
  steps: z.array(z.object({ reached: z.number().int().nullable(), failed: z.number().int().nullable() })),
  metrics: z.array(
    z.object({
      /** Passages that say something about it. */
      passages: z.number().int(),
      /** 0 to 1; null: none says anything. */
      score: z.number().nullable(),
      /** Milliseconds for elapsed times, else times; null where there is none. */
      median: z.number().nullable(),
      p90: z.number().nullable(),
      /** Never got there. */
      never: z.number().int(),
    }),
  ),
  asOf: instant,
});
export type ScenarioQuality = z.infer<typeof scenarioQualityReply>;

const askRefusals = [
  ...[scenarioRefusals.no_such_scenario, scenarioRefusals.no_such_scenario_version, scenarioRefusals.no_such_scenario_segment],
  ...[refusals.no_such_property, refusals.no_such_span, refusals.too_heavy],
];

export const scenarioQuality = defineRoute({
  id: 'measure.scenario_quality',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/quality',
  summary: 'Quality of customer experience: 0 to 100 by the declared weights, with interval, steps and metrics',
  access: { action: 'measure.read' },
  params,
  body: passagesAsked,
  reply: scenarioQualityReply,
  refusals: askRefusals,
});

export const passageParts = ['all', 'reached', 'not_reached', 'failed', 'under_way'] as const;

/** Which passages of a question are meant. */
const passagesPlace = {
  question: passagesAsked,
  /** `failed`: whose moment of truth failed. */
  part: z.enum(passageParts).default('all'),
  /** Of `reached`, `not_reached` and `failed`; left out: the outcome, or any moment of truth. */
  step: no.optional(),
};
/** A figure of a scenario, by which. */
export const scenarioFigure = z.strictObject({ scenario: id, ...passagesPlace });

export const scenarioPeople = defineRoute({
  id: 'measure.scenario_people',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/people',
  summary: 'The people behind a figure of a scenario, worst quality first',
  access: { action: 'measure.read' },
  params,
  body: z.strictObject({ ...passagesPlace, ...page }),
  reply: z.object({
    total: z.number().int(),
    people: z.array(
      z.object({
        id,
        name: customerName,
        kind: z.string(),
        /** When their last such passage began. */
        lastAt: instant,
        passages: z.number().int(),
        /** Mean of their passages; null: under way. */
        quality: z.number().nullable(),
      }),
    ),
  }),
  refusals: askRefusals,
});

export const exportPassages = defineRoute({
  id: 'measure.export_passages',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/passages.csv',
  summary: 'Every passage with every component of its quality, as CSV: the figure can be recomputed from it',
  access: { action: 'measure.read' },
  params,
  body: passagesAsked,
  stream: 'text/csv; charset=utf-8',
  refusals: [...askRefusals, scenarioRefusals.too_many_passages],
});

export const deviations = ['skipped', 'out_of_order', 'repeated', 'late', 'not_reached'] as const;
export type Deviation = (typeof deviations)[number];

export const passageOverlay = z.object({
  startedAt: instant,
  endedAt: instant,
  underWay: z.boolean(),
  quality: z.number().nullable(),
  steps: z.array(
    z.object({
      /** Null: no event shows it, or it did not happen. */
      at: instant.nullable(),
      /** Since the step that was reached before it, in milliseconds. */
      sincePrevious: z.number().nullable(),
      times: z.number().int(),
      deviations: z.array(z.enum(deviations)),
      /** The moment of truth failed. */
      failed: z.boolean(),
      /** What they did between the step before and this one, in order; at most 30. */
      between: z.array(z.object({ event: z.string(), at: instant })),
    }),
  ),
  /** What they did after the last step they reached; at most 30. */
  after: z.array(z.object({ event: z.string(), at: instant })),
  /** More was done than is told here. */
  cut: z.boolean(),
  contacts: z.number().int(),
  metrics: z.array(
    z.object({
      /** Milliseconds or times; -1: never got there; null: cannot be told. */
      value: z.number().nullable(),
      score: z.number().nullable(),
    }),
  ),
});
export type PassageOverlay = z.infer<typeof passageOverlay>;

export const scenarioOverlay = defineRoute({
  id: 'measure.scenario_overlay',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/overlay',
  summary: 'The actual path of one person over the ideal one, newest passage first, at most 20',
  access: { action: 'personal.read' },
  params,
  body: z.strictObject({ question: passagesAsked, person: id }),
  reply: z.object({
    person: z.object({ id, name: customerName }),
    scenarioVersion: z.number().int(),
    passages: z.array(passageOverlay),
  }),
  refusals: [...askRefusals, customerRefusals.no_such_customer, customerRefusals.erased],
});

/** `hours`: in which the conversations of a passage were open. They are not hours worked: nobody counts those. */
export const associationKinds = ['came_back', 'contacts', 'hours', 'spent'] as const;
/** With fewer people nothing is said. */
export const fewestPeople = 30;

export const associationsAsked = z
  .strictObject({
    question: passagesAsked,
    /** How long after the end of a passage is looked. */
    days: z.number().int().min(1).max(365).default(30),
    /** What shows that they came back. */
    cameBack: eventName,
    /**
     * What they spent: a number that an event carries, in the currency its property `currency` names. Two currencies are never
     * added: without `currency` the one most people paid in counts; empty is what no currency was sent with.
     */
    spent: z
      .strictObject({
        event: eventName,
        property,
        currency: z.string().max(100).optional(),
      })
      .optional(),
  })
  .meta({
    examples: [
      {
        question: { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' },
        cameBack: 'Order Completed',
        spent: { event: 'Order Completed', property: 'total' },
      },
    ],
  });

export const scenarioAssociations = defineRoute({
  id: 'measure.scenario_associations',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/associations',
  summary:
    'Whether people with a better passage come back, ask less and spend more: Spearman across people. An association, not a cause',
  access: { action: 'measure.read' },
  params,
  body: associationsAsked,
  reply: z.object({
    scenarioVersion: z.number().int(),
    /** Spearman's rank correlation; interval by Bonett and Wright (2000). */
    method: z.literal('spearman'),
    items: z.array(
      z.object({
        kind: z.enum(associationKinds),
        people: z.number().int(),
        /** Nothing is said: too few people, or one of the two is the same for all. */
        silent: z.enum(['too_few', 'no_difference']).nullable(),
        r: z.number().nullable(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        /** The quality counts the same thing: part of the association is arithmetic. */
        circular: z.boolean(),
        /** The worst and the best third of people by quality, with their mean. */
        worst: z.number().nullable(),
        best: z.number().nullable(),
      }),
    ),
    /** How spending was added up; null when it was not asked for. */
    money: z
      .object({
        /** Empty: what was sent without one. Null: nobody paid anything. */
        currency: z.string().nullable(),
        /** The currencies there are, with the people who paid in them. */
        currencies: z.array(z.object({ currency: z.string(), people: z.number().int() })),
        /** People who paid in another currency: what they spent is in no figure. */
        leftOut: z.number().int(),
      })
      .nullable(),
    /** Drawn by chance, when there are more. */
    sampled: z.boolean(),
  }),
  refusals: [...askRefusals, refusals.not_a_number],
});

export const mostDeckSegments = 8;

export const scenarioDeck = defineRoute({
  id: 'measure.scenario_deck',
  method: 'POST',
  path: '/api/measure/scenario-deck',
  summary: 'The flight deck: every scenario for everybody and for each of some segments, with its worst moment of truth',
  access: { action: 'measure.read' },
  body: z
    .strictObject({ ...span, segments: z.array(id).max(mostDeckSegments).default([]) })
    .meta({ examples: [{ from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', segments: [] }] }),
  reply: z.object({
    /** Columns after "everybody". */
    segments: z.array(byOf),
    rows: z.array(
      z.object({
        id,
        name: z.string(),
        scenarioVersion: z.number().int(),
        /** Its definition cannot be asked: an event lost a property it is filtered by. */
        problem: z.string().nullable(),
        cells: z.array(
          z.object({
            /** Null: everybody. */
            segmentId: id.nullable(),
            quality: qualityFigure,
            before: qualityFigure,
            /** The moment of truth that failed most often. */
            worst: z.object({ step: no, name: z.string(), failed: z.number().int() }).nullable(),
          }),
        ),
      }),
    ),
    asOf: instant,
  }),
  refusals: [refusals.no_such_span, refusals.too_heavy, scenarioRefusals.no_such_scenario_segment],
});

// ── What customers add, by a public link ──

export const scenarioLink = z.object({
  id,
  createdBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  /** Contributions that came by it. */
  contributions: z.number().int(),
});

export const listScenarioLinks = defineRoute({
  id: 'measure.scenario_links',
  method: 'GET',
  path: '/api/measure/scenarios/{id}/links',
  summary: 'Public links by which customers add to a scenario, newest first; never the secrets',
  access: { action: 'measure.write' },
  params,
  reply: z.object({ items: z.array(scenarioLink) }),
  refusals: [scenarioRefusals.no_such_scenario],
});

export const createScenarioLink = defineRoute({
  id: 'measure.create_scenario_link',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/links',
  summary: 'A link by which customers add an ideal step, a showstopper and the success metric they would name',
  access: { action: 'measure.write' },
  params,
  body: z.strictObject({ days: z.number().int().min(1).max(365).default(30) }),
  /** The address is told once: only its hash is kept. */
  reply: scenarioLink.extend({ url: z.string() }),
  status: 201,
  refusals: [scenarioRefusals.no_such_scenario, scenarioRefusals.too_many_scenario_links],
});

export const revokeScenarioLink = defineRoute({
  id: 'measure.revoke_scenario_link',
  method: 'DELETE',
  path: '/api/measure/scenarios/{id}/links/{link}',
  summary: 'Close a link at once; what came by it stays',
  access: { action: 'measure.write' },
  params: params.extend({ link: id }),
  refusals: [scenarioRefusals.no_such_scenario, scenarioRefusals.no_such_scenario_link],
});

export const contributionStates = ['waiting', 'accepted', 'set_aside'] as const;

/** What a customer writes on the page; at least one of the first three. */
export const contributionWords = z
  .strictObject({
    /** A step their ideal path would have. */
    step: words(120).default(''),
    /** What would make them give up. */
    showstopper: words(300).default(''),
    /** By what they would measure success. */
    metric: words(300).default(''),
  })
  .refine((said) => Object.values(said).some((word) => word !== ''), {
    path: ['step'],
    message: 'say at least one of the three',
  });
export type ContributionWords = z.infer<typeof contributionWords>;

export const contribution = z.object({
  id,
  step: z.string(),
  showstopper: z.string(),
  metric: z.string(),
  leftAt: instant,
  state: z.enum(contributionStates),
  settledBy: z.string().nullable(),
  settledAt: instant.nullable(),
  /** Why it was set aside. */
  reason: z.string(),
  /** The version it became part of. */
  scenarioVersion: z.number().int().nullable(),
});
export type Contribution = z.infer<typeof contribution>;

export const listContributions = defineRoute({
  id: 'measure.scenario_contributions',
  method: 'GET',
  path: '/api/measure/scenarios/{id}/contributions',
  summary: 'What customers left on a scenario, those that wait first; at most 500',
  access: { action: 'measure.read' },
  params,
  reply: z.object({ items: z.array(contribution) }),
  refusals: [scenarioRefusals.no_such_scenario],
});

const ofContribution = params.extend({ contribution: id });

export const acceptContribution = defineRoute({
  id: 'measure.accept_contribution',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/contributions/{contribution}/accept',
  summary: 'Make it part of the scenario: the definition with its step or metric in it becomes the next version',
  access: { action: 'measure.write' },
  params: ofContribution,
  body: z
    .strictObject({ definition: scenarioDefinition, scenarioVersion: z.number().int() })
    .meta({ examples: [{ definition: example, scenarioVersion: 1 }] }),
  reply: scenario,
  refusals: [
    ...[scenarioRefusals.no_such_scenario, scenarioRefusals.no_such_contribution, scenarioRefusals.contribution_settled],
    ...[scenarioRefusals.scenario_changed_meanwhile, scenarioRefusals.no_such_scenario_segment],
    scenarioRefusals.contribution_not_in_it,
  ],
});

export const setContributionAside = defineRoute({
  id: 'measure.set_contribution_aside',
  method: 'POST',
  path: '/api/measure/scenarios/{id}/contributions/{contribution}/set-aside',
  summary: 'Leave it out of the scenario, with the reason; it stays on the list',
  access: { action: 'measure.write' },
  params: ofContribution,
  body: z.strictObject({ reason: named(500) }).meta({ examples: [{ reason: 'We do not sell there.' }] }),
  reply: contribution,
  refusals: [
    ...[scenarioRefusals.no_such_scenario, scenarioRefusals.no_such_contribution, scenarioRefusals.contribution_settled],
  ],
});
