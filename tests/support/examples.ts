/**
 * One example call of every route. The authorisation matrix calls each of them as everybody; a route without one fails it
 * (OWASP API9: what nobody lists, nobody guards). Bodies and queries name ids wherever the route takes any.
 */
import { randomUUID } from 'node:crypto';
import { mappingOf, ruleOf, type Side } from './world.ts';

export interface Example {
  params?: (side: Side) => Record<string, string> | Promise<Record<string, string>>;
  query?: (side: Side) => Record<string, string>;
  body?: (side: Side) => unknown;
  /** What the owner of the workspace is answered. */
  owner: number;
}

const someTime = { from: '2020-01-01T00:00:00.000Z', to: '2020-02-01T00:00:00.000Z' };
const question = (side: Side) => ({ event: side.event, measure: { kind: 'count' }, interval: 'day', ...someTime });
const comings = (side: Side) => ({ first: { event: side.event }, return: { event: side.event }, interval: 'week', ...someTime });
const weeks = (side: Side) => ({ active: { event: side.event }, interval: 'week', ...someTime });
const breadthOf = (side: Side) => ({ events: [side.event], ...someTime });
const wayOf = (side: Side) => ({ steps: [{ event: side.event }, { event: side.event }], ...someTime });
const rule = (side: Side) => ruleOf({ kind: 'segment', segment: side.ids.segment, member: true });
const made = (method: string, path: string, body: (side: Side) => unknown, id: (answer: never) => string) => async (side: Side) =>
  id((await side.api(method, path, body(side))) as never);

const weekly = { ...someTime, interval: 'week' };
const byDay = { ...someTime, interval: 'day' };
const metricWords = (side: Side) => ({
  ...{ name: side.word('metric'), better: 'higher' },
  formula: { kind: 'count', of: { event: side.event } },
});
const newMetric = made('POST', '/api/measure/metrics', metricWords, ({ id }) => id);
const scenarioDefinition = (side: Side) => ({
  ...{ role: side.word('role'), outcome: side.word('outcome') },
  steps: [
    { name: side.word('step'), shownBy: { event: side.event } },
    { name: side.word('step'), shownBy: { event: side.event }, momentOfTruth: true },
  ],
  metrics: [{ kind: 'reached', name: side.word('metric') }],
});
const scenarioWords = (side: Side) => ({ name: side.word('scenario'), definition: scenarioDefinition(side) });
const newScenario = made('POST', '/api/measure/scenarios', scenarioWords, ({ id }) => id);
const ofScenario = { params: async (side: Side) => ({ id: await newScenario(side) }) };
/** What a customer left by a public link, as a browser would. */
const newContribution = async (side: Side) => {
  const id = await newScenario(side);
  const { url } = await side.api('POST', `/api/measure/scenarios/${id}/links`, {});
  await fetch(url, { method: 'POST', body: new URLSearchParams({ step: side.word('wish') }), redirect: 'manual' });
  const { items } = await side.api('GET', `/api/measure/scenarios/${id}/contributions`);
  return { id, contribution: items[0]?.id ?? randomUUID() };
};
const watchWords = (side: Side) => ({
  ...{ title: side.word('watch'), ownerId: side.employeeIds.owner, grain: 'hour' },
  about: { kind: 'events', event: side.event, measure: { kind: 'count' } },
});
const newWatch = made('POST', '/api/measure/watches', watchWords, ({ id }) => id);
const newNote = made(
  'POST',
  '/api/measure/notes',
  (side) => ({ day: '2020-01-10', text: side.word('note') }),
  ({ id }) => id,
);

const newDepartment = made(
  'POST',
  '/api/people/departments',
  (side) => ({ name: side.word('department') }),
  ({ id }) => id,
);
const newModel = (side: Side) => ({
  ...{ on: false, address: 'https://93.184.216.34/v1', model: side.word('model'), key: 'sk-example' },
  ...{ requestsADay: 1, tokensADay: 1 },
});
const newTheme = made(
  'POST',
  '/api/measure/voice/themes',
  (side) => ({ name: side.word('theme'), phrases: ['late parcel', side.word('phrase')] }),
  ({ id }) => id,
);
const touchpointWords = (side: Side) => ({ name: side.word('touchpoint'), rule: { channels: ['email'] } });
const newTouchpoint = made('POST', '/api/measure/touchpoints', touchpointWords, ({ id }) => id);
const criteria = [{ key: 'friendly', question: 'Were they friendly?', scale: { kind: 'yes_no' } }];
const auditWords = (side: Side) => ({ name: side.word('audit'), kind: 'mystery_shop', criteria });
const newAudit = made('POST', '/api/measure/audits/templates', auditWords, ({ id }) => id);
const sheetWords = async (side: Side) => ({
  ...{ templateId: await newAudit(side), templateVersion: 1, on: '2020-01-10', answers: { friendly: 'yes' } },
});
const newSheet = async (side: Side) => {
  const sheet = await side.api('POST', '/api/measure/audits/sheets', await sheetWords(side));
  return String(sheet.id);
};
const newFinding = made(
  'POST',
  '/api/measure/voice/findings',
  (side) => ({ title: side.word('finding'), ownerId: side.ids.employee }),
  ({ id }) => id,
);
const promiseWords = (side: Side) => ({
  ...{ words: side.word('promise'), presentedFrom: '2020-01-01', ownerId: side.ids.employee },
  experiences: [{ kind: 'event', event: side.event, counts: 'kept' }],
});
const newPromise = made('POST', '/api/measure/brand-promises', promiseWords, ({ id }) => id);
const newTeam = made(
  'POST',
  '/api/people/teams',
  (side) => ({ name: side.word('team') }),
  ({ id }) => id,
);
const newEmployee = made(
  'POST',
  '/api/people/employees',
  (side) => ({ name: side.word('employee'), email: side.email() }),
  ({ id }) => id,
);
const newSource = made(
  'POST',
  '/api/listen/sources',
  (side) => ({ name: side.word('source'), kind: 'server' }),
  ({ source }) => (source as { id: string }).id,
);

const journey = { case: { of: 'session' }, ...someTime };
const attribution = (side: Side) => ({ conversion: { event: side.event }, ...someTime });
const viewWords = (side: Side) => ({
  title: side.word('view'),
  asked: { kind: 'trend', question: { ...question(side), filters: [], timeZone: 'UTC' } },
});
const newView = made('POST', '/api/measure/views', viewWords, ({ id }) => id);
const newDashboard = made(
  'POST',
  '/api/measure/dashboards',
  (side) => ({ title: side.word('dashboard') }),
  ({ id }) => id,
);

const calendarWords = (side: Side) => ({
  ...{ name: side.word('calendar'), timeZone: 'Europe/Rome', always: false, holidays: { country: 'IT', state: null } },
  ...{ week: [{ day: 1, from: '09:00', to: '18:00' }], days: [{ date: '2026-12-24', shifts: [] }] },
});
const newCalendar = made('POST', '/api/moments/calendars', calendarWords, ({ id }) => id);
const newMoment = made(
  'POST',
  '/api/moments',
  (side) => ({ title: side.word('moment') }),
  ({ id }) => id,
);
const newChat = made(
  'POST',
  '/api/listen/channels/chats',
  (side) => ({ name: side.word('chat') }),
  ({ channel }) => (channel as { id: string }).id,
);

const newOpenChannel = made(
  'POST',
  '/api/listen/channels/open',
  (side) => ({ name: side.word('open channel'), url: side.ear }),
  ({ channel }) => (channel as { id: string }).id,
);
const smsWords = (side: Side) => ({
  ...{ name: side.word('text messages'), accountSid: `AC${'0'.repeat(32)}` },
  ...{ authToken: 'a token of nobody', from: '+39 06 1234 5678' },
});
const feedWords = (side: Side) => ({ name: side.word('feed'), url: side.ear });
const newFeed = made('POST', '/api/listen/channels/feeds', feedWords, ({ id }) => id);
const mastodonWords = (side: Side) => ({ name: side.word('mastodon'), server: side.ear, accessToken: 'a token of nobody' });
const newMastodon = made('POST', '/api/listen/channels/mastodon', mastodonWords, ({ id }) => id);
const blueskyWords = (side: Side) => ({
  ...{ name: side.word('bluesky'), server: side.ear, account: 'nobody.example', appPassword: 'a password of nobody' },
});
const newBluesky = made('POST', '/api/listen/channels/bluesky', blueskyWords, ({ id }) => id);
const newSmsChannel = made('POST', '/api/listen/channels/sms', smsWords, ({ id }) => id);

const employeeParams = ({ ids }: Side) => ({ employeeId: ids.employee });
const teamParams = ({ ids }: Side) => ({ teamId: ids.team });
const personParams = ({ ids }: Side) => ({ person: ids.person });
const fileParams = ({ ids }: Side) => ({ id: ids.file });
const runParams = ({ ids }: Side) => ({ id: ids.import });
const sourceParams = ({ ids }: Side) => ({ id: ids.source });
const webhookParams = ({ ids }: Side) => ({ id: ids.webhook });
const endpointParams = ({ ids }: Side) => ({ id: ids.endpoint });
const segmentParams = ({ ids }: Side) => ({ id: ids.segment });
/** What is kept aside is kept for faults, and faults are no example. */
const noSuchId = () => ({ id: '00000000-0000-7000-8000-000000000000' });
const articleParams = ({ ids }: Side) => ({ articleId: ids.article });
/** Addresses hold no capitals; the canary is found in them without regard to case. */
const slug = (side: Side, what: string) => side.word(what).toLowerCase().replaceAll(' ', '-');
const spaceWords = (side: Side) => ({ slug: slug(side, 'space'), name: side.word('space'), audience: 'public' });
const articleWords = (side: Side) => ({ spaceId: side.ids.space, title: side.word('article'), body: side.word('body') });
const newSpace = made('POST', '/api/knowledge/spaces', spaceWords, ({ id }) => id);
const newArticle = made('POST', '/api/knowledge/articles', articleWords, ({ id }) => id);
const momentParams = ({ ids }: Side) => ({ id: ids.moment });
/** A moment of its own, owned by whoever owns the workspace, at its first epoch. */
async function ofMyMoment(side: Side) {
  await side.api('PUT', '/api/people/me/availability', { presence: 'online' });
  return { id: (await side.api('POST', '/api/moments', { title: side.word('moment'), mine: true })).id as string };
}
/** A moment in the queue, for want of somebody who can: nobody's own conversation. */
const ofNobody = async (side: Side) => ({
  id: (await side.api('POST', '/api/moments', { title: side.word('moment'), skills: [side.word('skill')] })).id as string,
});
async function offeredByMe(side: Side) {
  const { id } = await ofMyMoment(side);
  const { offer } = await side.api('POST', `/api/moments/${id}/offers`, { epoch: 1, to: side.employeeIds.agent });
  return { id, offerId: offer.id as string };
}
async function settledByMe(side: Side) {
  const { id } = await ofMyMoment(side);
  await side.api('POST', `/api/moments/${id}/resolve`, { epoch: 1 });
  return { id };
}
const newQueue = (side: Side) =>
  side.api('POST', '/api/moments/queues', { name: side.word('queue') }).then(({ id }) => id as string);
const newMacro = (side: Side) =>
  side
    .api('POST', '/api/moments/macros', { name: side.word('macro'), text: 'Hello {{customer.name}}' })
    .then(({ id }) => id as string);
const openingRule = (side: Side) => ({
  trigger: { kind: 'event', any: [{ event: side.event, where: [] }] },
  title: side.word('late'),
});
const newRule = (side: Side) =>
  side
    .api('POST', '/api/moments/rules', { name: side.word('rule'), enabled: false, body: openingRule(side) })
    .then(({ id }) => id as string);
const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const nothing = () => ({});
const wrongToken = () => ({ token: 'not-a-token-of-anybody-at-all' });

const surveyWords = (side: Side) => ({
  name: side.word('survey'),
  decision: side.word('decision of the house'),
  template: 'nps',
});
const newSurvey = made('POST', '/api/listen/surveys', surveyWords, ({ id }) => id);
const ofSurvey = async (side: Side) => ({ id: await newSurvey(side) });
async function ofOpenSurvey(side: Side) {
  const id = await newSurvey(side);
  await side.api('POST', `/api/listen/surveys/${id}/state`, { state: 'open' });
  return { id };
}

export const examples: Record<string, Example> = {
  // ── people ──
  'people.me': { owner: 200 },
  'people.signInOptions': { owner: 200 },
  'people.setupState': { owner: 200 },
  'people.setUp': {
    body: (side) => ({
      ...wrongToken(),
      workspace: side.word('w'),
      name: side.word('n'),
      email: side.email(),
      password: 'four-unrelated-words',
    }),
    owner: 410,
  },
  'people.listWorkspaces': { owner: 200 },
  'people.createWorkspace': { body: (side) => ({ name: side.word('workspace') }), owner: 201 },
  'people.renameWorkspace': { body: (side) => ({ name: side.word('renamed') }), owner: 200 },
  'people.enterWorkspace': { params: ({ workspaceId }) => ({ workspaceId }), owner: 204 },
  'people.listEmployees': {
    query: ({ ids, employeeIds }) => ({ departmentId: ids.department, teamId: ids.team, managerId: employeeIds.admin }),
    owner: 200,
  },
  'people.getEmployee': { params: employeeParams, owner: 200 },
  'people.addEmployee': {
    body: (side) => ({
      name: side.word('added'),
      email: side.email(),
      departmentId: side.ids.department,
      managerId: side.ids.employee,
    }),
    owner: 201,
  },
  'people.changeEmployee': {
    params: employeeParams,
    body: (side) => ({ name: side.word('changed'), departmentId: side.ids.department }),
    owner: 200,
  },
  'people.changeRole': {
    params: async (side) => ({ employeeId: await newEmployee(side) }),
    body: () => ({ role: 'viewer' }),
    owner: 200,
  },
  'people.deactivateEmployee': { params: async (side) => ({ employeeId: await newEmployee(side) }), owner: 200 },
  'people.reactivateEmployee': { params: async (side) => ({ employeeId: await newEmployee(side) }), owner: 200 },
  'people.setManager': {
    params: async (side) => ({ employeeId: await newEmployee(side) }),
    body: ({ ids }) => ({ managerId: ids.employee }),
    owner: 200,
  },
  'people.reportingLines': { query: () => ({ at: new Date().toISOString() }), owner: 200 },
  'people.setMyAvailability': { body: () => ({ presence: 'away' }), owner: 200 },
  'people.setAvailability': { params: employeeParams, body: () => ({ presence: 'online' }), owner: 200 },
  'people.listInvitations': { owner: 200 },
  'people.invite': { body: (side) => ({ email: side.email(), role: 'viewer', name: side.word('invited') }), owner: 201 },
  'people.revokeInvitation': {
    params: async (side) => {
      const { invitation } = await side.api('POST', '/api/people/invitations', { email: side.email(), role: 'viewer' });
      return { invitationId: invitation.id };
    },
    owner: 204,
  },
  'people.readInvitation': { body: wrongToken, owner: 410 },
  'people.acceptInvitation': {
    body: (side) => ({ ...wrongToken(), name: side.word('n'), password: 'four-unrelated-words' }),
    owner: 410,
  },
  'people.joinWorkspace': { body: wrongToken, owner: 410 },
  'people.listApiKeys': { owner: 200 },
  'people.createApiKey': { body: (side) => ({ name: side.word('key'), role: 'viewer' }), owner: 201 },
  'people.revokeApiKey': {
    params: async (side) => {
      const { apiKey } = await side.api('POST', '/api/people/api-keys', { name: side.word('key'), role: 'viewer' });
      return { apiKeyId: apiKey.id };
    },
    owner: 204,
  },
  'people.listDepartments': { owner: 200 },
  'people.createDepartment': { body: (side) => ({ name: side.word('department'), parentId: side.ids.department }), owner: 201 },
  'people.changeDepartment': {
    params: async (side) => ({ departmentId: await newDepartment(side) }),
    body: (side) => ({ name: side.word('moved'), parentId: side.ids.department }),
    owner: 200,
  },
  'people.archiveDepartment': { params: async (side) => ({ departmentId: await newDepartment(side) }), owner: 200 },
  'people.listTeams': { owner: 200 },
  'people.createTeam': { body: (side) => ({ name: side.word('team'), leadId: side.ids.employee }), owner: 201 },
  'people.changeTeam': {
    params: teamParams,
    body: (side) => ({ name: side.word('team'), leadId: side.ids.employee }),
    owner: 200,
  },
  'people.archiveTeam': { params: async (side) => ({ teamId: await newTeam(side) }), owner: 200 },
  'people.addTeamMember': { params: (side) => ({ ...teamParams(side), ...employeeParams(side) }), owner: 200 },
  'people.removeTeamMember': { params: async (side) => ({ teamId: await newTeam(side), ...employeeParams(side) }), owner: 200 },

  // ── listen ──
  'listen.list_sources': { owner: 200 },
  'listen.create_source': { body: (side) => ({ name: side.word('source'), kind: 'browser' }), owner: 201 },
  'listen.update_source': { params: sourceParams, body: (side) => ({ name: side.word('source') }), owner: 200 },
  'listen.rotate_source_key': { params: async (side) => ({ id: await newSource(side) }), body: nothing, owner: 200 },
  'listen.source_rates': { query: ({ ids }) => ({ sourceId: ids.source }), owner: 200 },
  'listen.recent_events': { query: (side) => ({ sourceId: side.ids.source, name: side.event, kind: 'track' }), owner: 200 },
  'listen.list_parked': { query: ({ ids }) => ({ sourceId: ids.source }), owner: 200 },
  'listen.retry_parked': { params: ({ ids }) => ({ id: ids.parked }), body: nothing, owner: 422 },
  'listen.settle_parked': { body: ({ ids }) => ({ how: 'retry', sourceId: ids.source }), owner: 200 },
  'listen.dismiss_parked': {
    params: async (side) => {
      const before = new Set((await side.api('GET', '/api/listen/parked')).items.map(({ id }: { id: string }) => id));
      await side.park();
      const { items } = await side.api('GET', '/api/listen/parked');
      return { id: items.find(({ id }: { id: string }) => !before.has(id)).id };
    },
    body: nothing,
    owner: 204,
  },
  'listen.schema': { query: (side) => ({ search: side.event }), owner: 200 },
  'listen.schema_of_event': { params: (side) => ({ name: side.event }), owner: 200 },
  'listen.overview': { owner: 200 },
  'listen.integrity': { owner: 200 },
  'listen.check_integrity': { body: nothing, owner: 202 },
  'listen.rebuild': { body: nothing, owner: 202 },
  'listen.list_webhooks': { owner: 200 },
  'listen.create_webhook': { body: (side) => ({ name: side.word('webhook'), verification: { scheme: 'standard' } }), owner: 201 },
  'listen.update_webhook': { params: webhookParams, body: (side) => ({ name: side.word('webhook') }), owner: 200 },
  'listen.renew_webhook_address': { params: webhookParams, body: nothing, owner: 200 },
  'listen.add_webhook_secret': { params: async (side) => ({ id: await newWebhook(side) }), body: nothing, owner: 200 },
  'listen.remove_webhook_secret': {
    params: async (side) => {
      const id = await newWebhook(side);
      const { webhook } = await side.api('POST', `/api/listen/webhooks/${id}/secrets`, {});
      return { id, secretId: webhook.secrets[0].id };
    },
    owner: 200,
  },
  'listen.list_webhook_samples': { params: webhookParams, owner: 200 },
  'listen.preview_webhook': { body: (side) => ({ mapping: mappingOf(side.word('mapping')), body: '{"who":"x"}' }), owner: 200 },
  'listen.list_endpoints': { owner: 200 },
  'listen.create_endpoint': {
    body: (side) => ({ url: side.ear, description: side.word('endpoint'), events: ['event.track:Never *'] }),
    owner: 201,
  },
  'listen.update_endpoint': { params: endpointParams, body: (side) => ({ description: side.word('endpoint') }), owner: 200 },
  'listen.remove_endpoint': {
    params: async (side) => {
      const { endpoint } = await side.api('POST', '/api/listen/endpoints', { url: side.ear, events: ['event.track:Never *'] });
      return { id: endpoint.id };
    },
    owner: 204,
  },
  'listen.rotate_endpoint_secret': { params: endpointParams, body: nothing, owner: 200 },
  'listen.test_endpoint': { params: endpointParams, body: nothing, owner: 200 },
  'listen.list_deliveries': { params: endpointParams, query: () => ({ state: 'delivered' }), owner: 200 },
  'listen.replay_delivery': { params: ({ ids }) => ({ id: ids.endpoint, deliveryId: ids.delivery }), body: nothing, owner: 200 },
  'listen.replay_failed': { params: endpointParams, body: () => ({ since: someTime.from }), owner: 200 },
  'listen.create_import_file': { body: (side) => ({ name: `${side.word('file')}.csv`, bytes: 10 }), owner: 201 },
  'listen.send_import_part': {
    params: async (side) => {
      const file = await side.api('POST', '/api/listen/import-files', { name: `${side.word('part')}.csv`, bytes: 4 });
      return { id: file.id };
    },
    query: () => ({ offset: '0' }),
    body: () => new TextEncoder().encode('a\nb\n'),
    owner: 200,
  },
  'listen.list_import_files': { owner: 200 },
  'listen.remove_import_file': {
    params: async (side) => ({
      id: (await side.api('POST', '/api/listen/import-files', { name: `${side.word('gone')}.csv`, bytes: 4 })).id,
    }),
    owner: 204,
  },
  'listen.suggest_mapping': { params: fileParams, body: nothing, owner: 200 },
  'listen.preview_mapping': { params: fileParams, body: (side) => ({ mapping: mappingOf(side.word('mapping')) }), owner: 200 },
  'listen.start_import': {
    body: (side) => ({ fileId: side.ids.file, sourceId: side.ids.source, mapping: mappingOf(side.word('mapping')), dry: true }),
    owner: 202,
  },
  'listen.list_imports': { owner: 200 },
  'listen.find_import': { params: runParams, owner: 200 },
  'listen.cancel_import': { params: runParams, body: nothing, owner: 409 },
  'listen.resume_import': { params: runParams, body: nothing, owner: 409 },
  'listen.list_import_rejects': { params: runParams, owner: 200 },

  'listen.list_channels': { owner: 200 },
  'listen.create_chat': { body: (side) => ({ name: side.word('chat') }), owner: 201 },
  'listen.change_chat': {
    params: async (side) => ({ id: await newChat(side) }),
    body: (side) => ({ name: side.word('chat'), settings: { title: side.word('title') } }),
    owner: 200,
  },
  'listen.list_messages_aside': { owner: 200 },
  'listen.retry_message_aside': { params: noSuchId, body: nothing, owner: 404 },
  'listen.dismiss_message_aside': { params: noSuchId, body: nothing, owner: 404 },

  // ── knowledge ──
  'moments.calendars': { owner: 200 },
  'moments.create_calendar': { body: calendarWords, owner: 201 },
  'moments.change_calendar': { params: async (side) => ({ id: await newCalendar(side) }), body: calendarWords, owner: 200 },
  'moments.delete_calendar': { params: async (side) => ({ id: await newCalendar(side) }), owner: 204 },
  'moments.clock_policy': { owner: 200 },
  // A version that is over: what all others see must not change in the middle.
  'moments.change_clock_policy': { body: () => ({ version: 0, clauses: [] }), owner: 409 },
  'moments.clocks': { params: async (side) => ({ id: await newMoment(side) }), owner: 200 },
  'knowledge.list_spaces': { owner: 200 },
  'knowledge.create_space': { body: spaceWords, owner: 201 },
  'knowledge.change_space': { params: ({ ids }) => ({ spaceId: ids.space }), body: spaceWords, owner: 200 },
  'knowledge.remove_space': { params: async (side) => ({ spaceId: await newSpace(side) }), owner: 204 },
  'knowledge.list_articles': {
    query: ({ ids, canary }) => ({ spaceId: ids.space, ownerId: ids.employee, search: canary, state: 'draft' }),
    owner: 200,
  },
  'knowledge.get_article': { params: articleParams, owner: 200 },
  'knowledge.create_article': { body: articleWords, owner: 201 },
  'knowledge.change_article': {
    params: articleParams,
    body: (side) => ({ spaceId: side.ids.space, ownerId: side.ids.employee, labels: [side.word('label')] }),
    owner: 200,
  },
  'knowledge.save_version': {
    params: articleParams,
    body: (side) => ({ locale: 'en', title: side.word('title'), summary: '', body: side.word('body') }),
    owner: 201,
  },
  'knowledge.list_versions': { params: articleParams, query: () => ({ locale: 'en' }), owner: 200 },
  'knowledge.restore_version': {
    params: ({ ids }) => ({ articleId: ids.article, no: '1' }),
    body: () => ({ locale: 'en' }),
    owner: 200,
  },
  'knowledge.publish_article': { params: articleParams, body: () => ({ locale: 'en' }), owner: 200 },
  'knowledge.verify_article': { params: articleParams, owner: 200 },
  'knowledge.unpublish_article': { params: async (side) => ({ articleId: await newArticle(side) }), owner: 200 },
  'knowledge.bring_picture': {
    params: articleParams,
    query: (side) => ({ name: `${side.word('picture')}.png` }),
    body: () =>
      Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
    owner: 201,
  },
  'knowledge.archive_article': { params: async (side) => ({ articleId: await newArticle(side) }), owner: 200 },
  'knowledge.unarchive_article': { params: async (side) => ({ articleId: await newArticle(side) }), owner: 200 },
  'knowledge.search': { query: ({ ids, canary }) => ({ text: canary, spaceId: ids.space }), owner: 200 },
  'knowledge.suggest': { body: ({ canary }) => ({ text: canary, page: '/pricing', limit: 3 }), owner: 200 },
  'knowledge.render_article': { params: articleParams, query: () => ({ as: 'email' }), owner: 200 },
  'knowledge.record_use': {
    params: articleParams,
    body: (side) => ({ how: 'link', customer: side.word('customer') }),
    owner: 204,
  },
  'knowledge.list_feedback': { params: articleParams, owner: 200 },
  'knowledge.list_gaps': { query: ({ ids }) => ({ ownerId: ids.employee }), owner: 200 },
  'knowledge.settle_gap': {
    params: () => ({ gapId: randomUUID() }),
    body: ({ ids }) => ({ articleId: ids.article }),
    owner: 404,
  },
  'knowledge.get_site': { owner: 200 },
  'knowledge.change_site': {
    body: (side) => ({
      enabled: true,
      name: side.word('site'),
      logo: '',
      accent: '#1f6f8b',
      locales: ['en'],
      listed: true,
      reviewDays: 180,
      graceDays: 30,
      contactHours: 24,
    }),
    owner: 200,
  },
  'knowledge.self_service': { query: () => someTime, owner: 200 },

  // ── customers ──
  'customers.list_people': { query: (side) => ({ search: side.canary, kind: 'all' }), owner: 200 },
  'customers.get_person': { params: personParams, owner: 200 },
  'customers.get_timeline': { params: personParams, query: ({ ids }) => ({ sourceId: ids.source }), owner: 200 },
  'customers.set_traits': {
    params: personParams,
    body: (side) => ({ traits: { [side.word('trait')]: side.word('value') } }),
    owner: 200,
  },
  'customers.set_consent': {
    params: (side) => ({ ...personParams(side), purpose: side.word('purpose') }),
    body: (side) => ({ status: 'granted', evidence: side.word('evidence') }),
    owner: 200,
  },
  'customers.list_identifier_types': { owner: 200 },
  'customers.merge_people': {
    params: personParams,
    body: async (side) => ({ others: [await side.newPerson()], reason: side.word('reason'), dryRun: true }),
    owner: 200,
  },
  'customers.separate_people': {
    params: personParams,
    body: (side) => ({ separate: { what: 'everything' }, reason: side.word('reason'), dryRun: true }),
    owner: 200,
  },
  'customers.list_suggestions': { query: ({ ids }) => ({ person: ids.person }), owner: 200 },
  'customers.accept_suggestion': {
    params: ({ ids }) => ({ id: ids.person }),
    body: (side) => ({ reason: side.word('reason') }),
    owner: 404,
  },
  'customers.dismiss_suggestion': {
    params: ({ ids }) => ({ id: ids.person }),
    body: (side) => ({ reason: side.word('reason') }),
    owner: 404,
  },
  'customers.get_identity_settings': { owner: 200 },
  'customers.put_identity_settings': { body: (side) => side.api('GET', '/api/customers/identity-settings'), owner: 200 },
  'customers.export_person': { params: personParams, body: nothing, owner: 200 },
  'customers.erase_person': {
    params: async (side) => {
      const person = await side.newPerson();
      side.ids.doomed = person;
      return { person };
    },
    body: (side) => ({ reason: side.word('reason'), confirm: side.ids.doomed }),
    owner: 202,
  },
  'customers.get_erasure': { params: ({ ids }) => ({ id: ids.erasure }), owner: 200 },
  'customers.list_erasures': { owner: 200 },
  'customers.list_segments': { owner: 200 },
  'customers.get_segment': { params: segmentParams, owner: 200 },
  'customers.create_segment': { body: (side) => ({ name: side.word('segment'), rule: rule(side) }), owner: 201 },
  'customers.update_segment': {
    params: async (side) => ({ id: await newSegment(side) }),
    body: (side) => ({ name: side.word('segment'), rule: rule(side) }),
    owner: 200,
  },
  'customers.delete_segment': { params: async (side) => ({ id: await newSegment(side) }), owner: 204 },
  'customers.preview_segment': { body: (side) => ({ rule: rule(side) }), owner: 200 },
  'customers.segment_people': { params: segmentParams, owner: 200 },
  'customers.export_segment': { params: segmentParams, owner: 200 },
  'customers.segments_of_person': { params: personParams, owner: 200 },

  // ── moments ──
  'moments.list': {
    query: (side) => ({ customer: side.ids.person, owner: side.employeeIds.owner, search: side.canary }),
    owner: 200,
  },
  'moments.counts': { owner: 200 },
  'moments.get': { params: momentParams, owner: 200 },
  'moments.entries': { params: momentParams, owner: 200 },
  'moments.band': { params: momentParams, owner: 200 },
  'moments.open': { body: (side) => ({ title: side.word('moment'), customer: side.ids.person }), owner: 201 },
  // Opened by hand, nothing was said in a channel that could be answered.
  'moments.reply': {
    params: momentParams,
    body: (side) => ({ epoch: 1, clientId: 'reply-of-a-matrix', text: side.word('reply') }),
    owner: 422,
  },
  'moments.bring_file': {
    params: momentParams,
    query: (side) => ({ name: `${side.word('brought')}.txt` }),
    body: () => Buffer.from('brought along'),
    owner: 201,
  },
  'moments.undo': {
    params: async (side) => ({ ...(await ofMyMoment(side)), entryId: side.ids.person }),
    owner: 404,
  },
  'moments.note': {
    params: momentParams,
    body: (side) => ({ text: side.word('note'), mentions: [side.employeeIds.agent] }),
    owner: 201,
  },
  'moments.offer': {
    params: ofMyMoment,
    body: (side) => ({ epoch: 1, to: side.employeeIds.agent, note: side.word('please') }),
    owner: 201,
  },
  'moments.accept': { params: offeredByMe, body: nothing, owner: 403 },
  'moments.decline': { params: offeredByMe, body: (side) => ({ reason: side.word('withdrawn') }), owner: 200 },
  'moments.take': { params: momentParams, body: () => ({ epoch: 99 }), owner: 409 },
  'moments.release': { params: ofMyMoment, body: (side) => ({ epoch: 1, reason: side.word('reason') }), owner: 200 },
  'moments.wait': { params: ofMyMoment, body: (side) => ({ epoch: 1, for: 'team', note: side.word('waits') }), owner: 200 },
  'moments.snooze': { params: ofMyMoment, body: () => ({ epoch: 1, until: inAnHour() }), owner: 200 },
  'moments.resolve': { params: ofMyMoment, body: (side) => ({ epoch: 1, note: side.word('settled') }), owner: 200 },
  'moments.reopen': { params: settledByMe, body: (side) => ({ reason: side.word('again') }), owner: 200 },
  'moments.check': { params: settledByMe, body: (side) => ({ verdict: 'settled', note: side.word('checked') }), owner: 200 },
  'moments.change': {
    params: ofMyMoment,
    body: (side) => ({ title: side.word('title'), labels: [side.word('label')] }),
    owner: 200,
  },
  'moments.merge': { params: ofMyMoment, body: (side) => ({ epoch: 1, into: side.ids.moment }), owner: 200 },
  'moments.split': {
    params: ofMyMoment,
    body: (side) => ({ epoch: 1, title: side.word('split'), entries: [side.ids.entry] }),
    owner: 404,
  },
  'moments.link': { params: ofMyMoment, body: (side) => ({ other: side.ids.moment, why: side.word('why') }), owner: 204 },
  'moments.draft': { params: momentParams, body: (side) => ({ text: side.word('draft') }), owner: 204 },
  'moments.attend': { params: momentParams, body: nothing, owner: 204 },
  'moments.bulk': {
    body: (side) => ({ moments: [{ id: side.ids.moment, epoch: 1 }], act: { kind: 'label', add: side.word('label') } }),
    owner: 200,
  },
  'moments.listening_rule': { owner: 200 },
  'moments.set_listening_rule': { body: () => ({ rule: 'told' }), owner: 200 },
  'moments.listen_in': { params: ofNobody, body: nothing, owner: 200 },
  'moments.stop_listening': { params: momentParams, owner: 204 },
  'moments.listenings': { query: ({ ids }) => ({ moment: ids.moment }), owner: 200 },
  'moments.listening_hours': { owner: 200 },
  'moments.insights': { query: ({ ids }) => ({ moment: ids.moment }), owner: 200 },
  'moments.queues': { owner: 200 },
  'moments.create_queue': {
    body: (side) => ({ name: side.word('queue'), accountableId: side.employeeIds.owner, teamId: side.ids.team }),
    owner: 201,
  },
  'moments.change_queue': {
    params: async (side) => ({ id: await newQueue(side) }),
    body: (side) => ({ name: side.word('queue'), accountableId: side.employeeIds.admin }),
    owner: 200,
  },
  'moments.agents': { owner: 200 },
  'moments.change_agent': { params: (side) => ({ id: side.employeeIds.viewer }), body: () => ({ capacity: 4 }), owner: 200 },
  'moments.macros': { owner: 200 },
  'moments.create_macro': { body: (side) => ({ name: side.word('macro'), text: side.word('text') }), owner: 201 },
  'moments.change_macro': {
    params: async (side) => ({ id: await newMacro(side) }),
    body: (side) => ({ name: side.word('macro'), text: side.word('text') }),
    owner: 200,
  },
  'moments.delete_macro': { params: async (side) => ({ id: await newMacro(side) }), owner: 204 },
  'moments.render_macro': {
    params: async (side) => ({ id: await newMacro(side) }),
    body: (side) => ({ moment: side.ids.moment }),
    owner: 200,
  },
  'moments.views': { owner: 200 },
  'moments.create_view': { body: (side) => ({ name: side.word('view'), filter: { customer: side.ids.person } }), owner: 201 },
  'moments.delete_view': {
    params: async (side) => ({ id: (await side.api('POST', '/api/moments/views', { name: side.word('view'), filter: {} })).id }),
    owner: 204,
  },
  'moments.give_goodwill': {
    params: ofMyMoment,
    body: (side) => ({ epoch: 1, amount: 100, currency: 'EUR', reason: side.word('sorry'), ask: true }),
    owner: 201,
  },
  'moments.goodwill': { query: ({ ids }) => ({ moment: ids.moment }), owner: 200 },
  // Nobody approves what they asked for themselves.
  'moments.settle_goodwill': {
    params: async (side) => {
      const { id } = await ofMyMoment(side);
      const wish = { epoch: 1, amount: 90_000_000, currency: 'EUR', reason: side.word('sorry'), ask: true };
      return { id: (await side.api('POST', `/api/moments/${id}/goodwill`, wish)).id };
    },
    body: (side) => ({ verdict: 'declined', reason: side.word('reason') }),
    owner: 403,
  },
  'moments.promise': {
    params: ofMyMoment,
    body: (side) => ({ epoch: 1, text: side.word('call back'), dueAt: inAnHour() }),
    owner: 201,
  },
  'moments.promises': {
    query: ({ ids, employeeIds }) => ({ moment: ids.moment, customer: ids.person, employee: employeeIds.owner, state: 'all' }),
    owner: 200,
  },
  'moments.settle_promise': {
    params: async (side) => {
      const { id } = await ofMyMoment(side);
      const made = { epoch: 1, text: side.word('call back'), dueAt: inAnHour() };
      return { id: (await side.api('POST', `/api/moments/${id}/promises`, made)).id };
    },
    body: (side) => ({ outcome: 'kept', note: side.word('kept') }),
    owner: 200,
  },
  'moments.routing': { owner: 200 },
  'moments.set_routing': { body: (side) => ({ value: { by: 'segment', segment: side.ids.segment } }), owner: 200 },
  'moments.limits': { owner: 200 },
  'moments.set_limit': {
    body: (side) => ({ who: side.employeeIds.viewer, currency: 'EUR', perMoment: 100, perPeriod: 1000 }),
    owner: 200,
  },
  'moments.ownership_audit': { owner: 200 },
  'moments.rules': { owner: 200 },
  'moments.create_rule': {
    body: (side) => ({ name: side.word('rule'), enabled: false, body: openingRule(side) }),
    owner: 201,
  },
  'moments.change_rule': {
    params: async (side) => ({ id: await newRule(side) }),
    body: (side) => ({ name: side.word('renamed') }),
    owner: 200,
  },
  'moments.delete_rule': { params: async (side) => ({ id: await newRule(side) }), owner: 204 },
  'moments.try_rule': { body: (side) => ({ body: openingRule(side), days: 1 }), owner: 200 },

  // ── measure, ground ──
  'measure.trend': { body: question, owner: 200 },
  'measure.people_behind': { body: (side) => ({ question: question(side) }), owner: 200 },
  'measure.unusual': { body: (side) => ({ question: question(side) }), owner: 200 },
  'measure.drivers': {
    body: () => ({
      survey: 'spring',
      outcome: { name: 'All in all', questions: ['all'] },
      drivers: [{ name: 'Price', questions: ['price'] }],
      ...someTime,
    }),
    owner: 422,
  },
  'measure.gaps': {
    body: () => ({ survey: 'spring', pairs: [{ attribute: 'Price', want: 'price_matters', deliver: 'price' }], ...someTime }),
    owner: 200,
  },
  'measure.gaps_by_segment': {
    body: (side) => ({
      ...{ survey: 'spring', pairs: [{ attribute: 'Price', want: 'price_matters', deliver: 'price' }], ...someTime },
      segments: [side.ids.segment],
    }),
    owner: 200,
  },
  'measure.answers_behind': {
    body: (side) => ({ survey: 'spring', questions: ['price', 'all'], ...someTime, segment: side.ids.segment }),
    owner: 200,
  },
  'measure.survey_answers': { owner: 200 },
  'measure.export_trend': { body: question, owner: 200 },
  'measure.journeys': { body: () => journey, owner: 200 },
  'measure.journey_people': { body: () => ({ question: journey, place: { at: 'all' } }), owner: 200 },
  'measure.attribution': { body: attribution, owner: 200 },
  'measure.attribution_people': { body: (side) => ({ question: attribution(side) }), owner: 200 },
  'measure.list_views': { owner: 200 },
  'measure.create_view': { body: viewWords, owner: 201 },
  'measure.view': { params: async (side) => ({ id: await newView(side) }), owner: 200 },
  'measure.change_view': { params: async (side) => ({ id: await newView(side) }), body: viewWords, owner: 200 },
  'measure.delete_view': { params: async (side) => ({ id: await newView(side) }), owner: 204 },
  'measure.list_dashboards': { owner: 200 },
  'measure.create_dashboard': { body: (side) => ({ title: side.word('dashboard'), tiles: [] }), owner: 201 },
  'measure.dashboard': { params: async (side) => ({ id: await newDashboard(side) }), owner: 200 },
  'measure.change_dashboard': {
    params: async (side) => ({ id: await newDashboard(side) }),
    body: (side) => ({ title: side.word('dashboard'), tiles: [], version: 1 }),
    owner: 200,
  },
  'measure.delete_dashboard': { params: async (side) => ({ id: await newDashboard(side) }), owner: 204 },
  'measure.links': { params: async (side) => ({ id: await newDashboard(side) }), owner: 200 },
  'measure.create_link': { params: async (side) => ({ id: await newDashboard(side) }), body: () => ({}), owner: 201 },
  'measure.revoke_link': {
    params: async (side) => {
      const board = await newDashboard(side);
      const link = await side.api('POST', `/api/measure/dashboards/${board}/links`, {});
      return { id: board, link: link.id };
    },
    owner: 204,
  },
  'measure.digest': { params: async (side) => ({ id: await newDashboard(side) }), owner: 200 },
  'measure.set_digest': {
    params: async (side) => ({ id: await newDashboard(side) }),
    body: () => ({ every: 'day', hour: 8 }),
    owner: 200,
  },
  'measure.stop_digest': { params: async (side) => ({ id: await newDashboard(side) }), owner: 204 },
  'measure.export': { body: (side) => ({ asked: { kind: 'trend', question: question(side) }, format: 'csv' }), owner: 200 },
  'measure.funnel': { body: wayOf, owner: 200 },
  'measure.funnel_people': { body: (side) => ({ question: wayOf(side), step: 1, which: 'dropped' }), owner: 200 },
  'measure.funnel_next': { body: (side) => ({ question: wayOf(side), step: 1 }), owner: 200 },
  'measure.funnel_said': { body: (side) => ({ question: wayOf(side), step: 1 }), owner: 200 },
  'measure.export_funnel': { body: wayOf, owner: 200 },
  'measure.paths': { body: () => someTime, owner: 200 },
  'measure.path_people': { body: () => ({ question: someTime, at: 1, from: { event: null, rest: true } }), owner: 200 },
  'measure.export_paths': { body: () => someTime, owner: 200 },
  'measure.sessions': { body: () => weekly, owner: 200 },
  'measure.session_people': { body: () => ({ question: weekly, bounced: true }), owner: 200 },
  'measure.export_sessions': { body: () => weekly, owner: 200 },
  'measure.retention': { body: comings, owner: 200 },
  'measure.retention_people': { body: (side) => ({ question: comings(side), cohort: 0, after: 1 }), owner: 200 },
  'measure.export_retention': { body: comings, owner: 200 },
  'measure.lifecycle': { body: weeks, owner: 200 },
  'measure.lifecycle_people': { body: (side) => ({ question: weeks(side), interval: 0, state: 'fresh' }), owner: 200 },
  'measure.export_lifecycle': { body: weeks, owner: 200 },
  'measure.breadth': { body: breadthOf, owner: 200 },
  'measure.breadth_people': { body: (side) => ({ question: breadthOf(side), events: 1 }), owner: 200 },
  'measure.export_breadth': { body: breadthOf, owner: 200 },
  // Nobody did it in that month: there is nobody to keep.
  'measure.keep_figure': {
    body: (side) => ({
      name: side.word('kept'),
      origin: side.word('origin'),
      figure: { of: 'trend', question: question(side) },
    }),
    owner: 422,
  },
  // ── measure, metrics and conversations ──
  'measure.list_metrics': { query: () => ({ language: 'it' }), owner: 200 },
  'measure.create_metric': { body: metricWords, owner: 201 },
  'measure.read_metric': { params: async (side) => ({ id: await newMetric(side) }), owner: 200 },
  'measure.change_metric': {
    params: async (side) => ({ id: await newMetric(side) }),
    body: (side) => ({ formula: { kind: 'people', of: { event: side.event } }, why: side.word('why') }),
    owner: 200,
  },
  'measure.delete_metric': { params: async (side) => ({ id: await newMetric(side) }), owner: 204 },
  'measure.measure_metric': { params: async (side) => ({ id: await newMetric(side) }), body: () => byDay, owner: 200 },
  'measure.preview_metric': { body: (side) => ({ formula: metricWords(side).formula, question: byDay }), owner: 200 },
  'measure.export_metric': { params: async (side) => ({ id: await newMetric(side) }), body: () => byDay, owner: 200 },
  'measure.people_behind_metric': {
    params: async (side) => ({ id: await newMetric(side) }),
    body: () => ({ question: byDay }),
    owner: 200,
  },
  // ── measure, scenarios ──
  'measure.list_scenarios': { owner: 200 },
  'measure.create_scenario': { body: scenarioWords, owner: 201 },
  'measure.read_scenario': { ...ofScenario, owner: 200 },
  'measure.change_scenario': { ...ofScenario, body: (side) => ({ ...scenarioWords(side), scenarioVersion: 1 }), owner: 200 },
  'measure.own_scenario': { ...ofScenario, body: (side) => ({ ownerId: side.ids.employee }), owner: 200 },
  'measure.delete_scenario': { ...ofScenario, owner: 204 },
  'measure.scenario_quality': { ...ofScenario, body: () => someTime, owner: 200 },
  'measure.scenario_people': { ...ofScenario, body: () => ({ question: someTime }), owner: 200 },
  'measure.export_passages': { ...ofScenario, body: () => someTime, owner: 200 },
  'measure.scenario_overlay': {
    ...ofScenario,
    body: (side) => ({ question: someTime, person: side.ids.person }),
    owner: 200,
  },
  'measure.scenario_associations': {
    ...ofScenario,
    body: (side) => ({ question: someTime, cameBack: side.event }),
    owner: 200,
  },
  'measure.scenario_deck': { body: (side) => ({ ...someTime, segments: [side.ids.segment] }), owner: 200 },
  'measure.scenario_links': { ...ofScenario, owner: 200 },
  'measure.create_scenario_link': { ...ofScenario, body: () => ({}), owner: 201 },
  'measure.revoke_scenario_link': {
    params: async (side) => {
      const id = await newScenario(side);
      return { id, link: (await side.api('POST', `/api/measure/scenarios/${id}/links`, {})).id };
    },
    owner: 204,
  },
  'measure.scenario_contributions': { ...ofScenario, owner: 200 },
  'measure.accept_contribution': {
    params: newContribution,
    body: (side) => ({ definition: scenarioDefinition(side), scenarioVersion: 1 }),
    owner: 200,
  },
  'measure.set_contribution_aside': { params: newContribution, body: (side) => ({ reason: side.word('reason') }), owner: 200 },
  'measure.list_notes': { owner: 200 },
  'measure.add_note': { body: (side) => ({ day: '2020-01-10', text: side.word('note') }), owner: 201 },
  'measure.delete_note': { params: async (side) => ({ id: await newNote(side) }), owner: 204 },
  'measure.list_conversations': { query: () => someTime, owner: 200 },
  'measure.export_conversations': { query: () => someTime, owner: 200 },
  'measure.list_watches': { owner: 200 },
  'measure.read_watch': { params: async (side) => ({ id: await newWatch(side) }), owner: 200 },
  'measure.create_watch': { body: watchWords, owner: 201 },
  'measure.preview_watch': { body: (side) => ({ about: watchWords(side).about }), owner: 200 },
  'measure.change_watch': {
    params: async (side) => ({ id: await newWatch(side) }),
    body: (side) => ({ title: side.word('renamed') }),
    owner: 200,
  },
  'measure.delete_watch': { params: async (side) => ({ id: await newWatch(side) }), owner: 204 },
  // Nothing has been found in a world that is a minute old.
  'measure.judge_watch_finding': {
    params: () => ({ findingId: crypto.randomUUID() }),
    body: (side) => ({ verdict: 'real', note: side.word('note') }),
    owner: 404,
  },
  'measure.read_lifetime': { owner: 200 },
  'measure.sql_tables': { owner: 200 },
  'measure.ask_sql': { body: () => ({ sql: 'select count() from events' }), owner: 200 },
  'measure.export_sql': { body: () => ({ sql: 'select count() from events', format: 'csv' }), owner: 200 },
  // Nobody buys anything in these companies.
  'measure.fit_lifetime': {
    body: (side) => ({ event: side.event, property: 'total', currency: 'EUR', currencyIn: null, days: 365, discount: 10 }),
    owner: 422,
  },
  'measure.lifetime_people': { owner: 200 },
  'measure.list_voice': { query: () => ({ kind: 'curse' }), owner: 200 },
  'measure.summarise_voice': { query: () => someTime, owner: 200 },
  'measure.correct_voice': { params: () => ({ feedbackId: randomUUID() }), body: () => ({ kind: 'want' }), owner: 404 },
  'measure.voice_settings': { owner: 200 },
  'measure.set_voice_settings': {
    body: (side) => ({ events: ['Survey Answered', side.word('words')], answerHours: 48, spend: null }),
    owner: 200,
  },
  'measure.voice_model': { owner: 200 },
  'measure.set_voice_model': { body: newModel, owner: 200 },
  // A day's budget of one token: nothing leaves.
  'measure.try_voice_model': {
    body: async (side) => {
      await side.api('PUT', '/api/measure/voice/model', newModel(side));
      return { text: side.word('words') };
    },
    owner: 200,
  },
  'measure.list_themes': { query: () => someTime, owner: 200 },
  'measure.create_theme': { body: (side) => ({ name: side.word('theme'), phrases: [side.word('phrase')] }), owner: 201 },
  'measure.change_theme': {
    params: async (side) => ({ themeId: await newTheme(side) }),
    body: (side) => ({ name: side.word('theme'), description: side.word('about'), phrases: [side.word('phrase')] }),
    owner: 200,
  },
  'measure.merge_theme': {
    params: async (side) => ({ themeId: await newTheme(side) }),
    body: async (side) => ({ into: await newTheme(side) }),
    owner: 200,
  },
  'measure.split_theme': {
    params: async (side) => ({ themeId: await newTheme(side) }),
    body: (side) => ({ name: side.word('theme'), phrases: ['late parcel'] }),
    owner: 201,
  },
  'measure.theme_history': { params: async (side) => ({ themeId: await newTheme(side) }), owner: 200 },
  'measure.suggest_themes': { query: () => ({ days: '30' }), owner: 200 },
  'measure.list_wants': { query: () => ({ state: 'open' }), owner: 200 },
  'measure.change_want': { params: () => ({ wantId: randomUUID() }), body: (side) => ({ title: side.word('want') }), owner: 404 },
  'measure.merge_want': { params: () => ({ wantId: randomUUID() }), body: () => ({ into: randomUUID() }), owner: 404 },
  'measure.list_ignored': { owner: 200 },
  'measure.settle_ignored': {
    params: () => ({ feedbackId: randomUUID() }),
    body: (side) => ({ why: side.word('why') }),
    owner: 404,
  },
  'measure.list_brand_promises': { query: () => someTime, owner: 200 },
  'measure.create_brand_promise': { body: promiseWords, owner: 201 },
  'measure.read_brand_promise': { params: async (side) => ({ id: await newPromise(side) }), owner: 200 },
  'measure.change_brand_promise': { params: async (side) => ({ id: await newPromise(side) }), body: promiseWords, owner: 200 },
  'measure.delete_brand_promise': { params: async (side) => ({ id: await newPromise(side) }), owner: 204 },
  'measure.brand_promise_experience': {
    params: async (side) => ({ id: await newPromise(side) }),
    body: (side) => ({ ...someTime, segments: [side.ids.segment] }),
    owner: 200,
  },
  'measure.brand_promise_people': {
    params: async (side) => ({ id: await newPromise(side) }),
    body: (side) => ({ ...someTime, verdict: 'kept', segmentId: side.ids.segment }),
    owner: 200,
  },
  'measure.brand_promise_words': { params: async (side) => ({ id: await newPromise(side) }), query: () => someTime, owner: 200 },
  'measure.export_brand_promises': { body: () => someTime, owner: 200 },
  'measure.list_findings': { query: () => ({ stage: 'heard' }), owner: 200 },
  'measure.create_finding': { body: (side) => ({ title: side.word('finding'), ownerId: side.ids.employee }), owner: 201 },
  'measure.attach_evidence': {
    params: async (side) => ({ findingId: await newFinding(side) }),
    body: (side) => ({ kind: 'study', title: side.word('study'), link: 'https://example.com/study' }),
    owner: 200,
  },
  'measure.detach_evidence': {
    params: async (side) => {
      const findingId = await newFinding(side);
      const evidence = { kind: 'study', title: side.word('study') };
      const finding = await side.api('POST', `/api/measure/voice/findings/${findingId}/evidence`, evidence);
      return { findingId, pieceId: (finding as { pieces: { id: string }[] }).pieces[0]?.id ?? '' };
    },
    owner: 200,
  },
  'measure.export_findings': { query: () => ({ stage: 'heard' }), owner: 200 },
  'measure.move_finding': {
    params: async (side) => ({ findingId: await newFinding(side) }),
    body: () => ({ to: 'understood' }),
    owner: 200,
  },
  'measure.list_touchpoints': { owner: 200 },
  'measure.create_touchpoint': { body: touchpointWords, owner: 201 },
  'measure.change_touchpoint': {
    params: async (side) => ({ touchpointId: await newTouchpoint(side) }),
    body: touchpointWords,
    owner: 200,
  },
  'measure.remove_touchpoint': { params: async (side) => ({ touchpointId: await newTouchpoint(side) }), owner: 204 },
  // Not all of them are named.
  'measure.order_touchpoints': { body: () => ({ order: [randomUUID()] }), owner: 422 },
  'measure.own_cell': {
    params: async (side) => ({ touchpointId: await newTouchpoint(side), departmentId: await newDepartment(side) }),
    body: (side) => ({ ownerId: side.ids.employee }),
    owner: 200,
  },
  'measure.touchpoint_matrix': { query: () => someTime, owner: 200 },
  'measure.list_cell': { query: () => ({ ...someTime, which: 'begun', touchpoint: 'none' }), owner: 200 },
  'measure.said_in_cell': { query: () => ({ ...someTime, department: 'none' }), owner: 200 },
  'measure.export_quality': { query: () => someTime, owner: 200 },
  'measure.ownership_holes': { owner: 200 },
  'measure.list_audit_templates': { owner: 200 },
  'measure.create_audit_template': { body: auditWords, owner: 201 },
  'measure.change_audit_template': {
    params: async (side) => ({ templateId: await newAudit(side) }),
    body: (side) => ({ ...auditWords(side), templateVersion: 1 }),
    owner: 200,
  },
  'measure.fill_audit': { body: sheetWords, owner: 201 },
  'measure.list_audits': { owner: 200 },
  'measure.read_audit': { params: async (side) => ({ sheetId: await newSheet(side) }), owner: 200 },
  'measure.withdraw_audit': {
    params: async (side) => ({ sheetId: await newSheet(side) }),
    body: (side) => ({ why: side.word('why') }),
    owner: 200,
  },
  'measure.import_audits': {
    params: async (side) => ({ templateId: await newAudit(side) }),
    body: () => ({ csv: 'visited_on,friendly\n2020-01-10,yes\n' }),
    owner: 201,
  },
  'measure.export_audits': { params: async (side) => ({ templateId: await newAudit(side) }), owner: 200 },
  'measure.rank_audits': { params: async (side) => ({ templateId: await newAudit(side) }), owner: 200 },
  // ── mail ──
  'listen.create_mailbox': {
    body: (side) => ({ name: side.word('mailbox'), address: side.email().slice(-60), displayName: side.word('brand') }),
    owner: 201,
  },
  'listen.read_mailbox': { params: async (side) => ({ id: await newMailbox(side) }), owner: 200 },
  'listen.change_mailbox': {
    params: async (side) => ({ id: await newMailbox(side) }),
    body: (side) => ({ displayName: side.word('brand'), acknowledge: true, acknowledgement: side.word('thanks') }),
    owner: 200,
  },
  // Nothing is fetched from a mailbox that mail is sent to.
  'listen.fetch_mailbox': { params: async (side) => ({ id: await newMailbox(side) }), owner: 404 },
  'listen.list_mail_aside': { owner: 200 },
  'listen.retry_mail_aside': { params: ({ ids }) => ({ id: ids.attachment }), owner: 404 },
  'listen.dismiss_mail_aside': { params: ({ ids }) => ({ id: ids.attachment }), owner: 404 },
  // ── open channels ──
  'listen.create_open_channel': { body: (side) => ({ name: side.word('open channel'), url: side.ear }), owner: 201 },
  'listen.change_open_channel': {
    params: async (side) => ({ id: await newOpenChannel(side) }),
    body: (side) => ({ name: side.word('open channel'), enabled: false }),
    owner: 200,
  },
  'listen.create_sms_channel': { body: smsWords, owner: 201 },
  'listen.create_feed': { body: feedWords, owner: 201 },
  'listen.change_feed': {
    params: async (side) => ({ id: await newFeed(side) }),
    body: (side) => ({ name: side.word('feed'), keywords: ['parcel'] }),
    owner: 200,
  },
  'listen.create_mastodon': { body: mastodonWords, owner: 201 },
  'listen.change_mastodon': {
    params: async (side) => ({ id: await newMastodon(side) }),
    body: () => ({ hashtags: ['verona'], opens: false }),
    owner: 200,
  },
  'listen.create_bluesky': { body: blueskyWords, owner: 201 },
  'listen.change_bluesky': {
    params: async (side) => ({ id: await newBluesky(side) }),
    body: () => ({ searches: ['verona'], appPassword: 'another of nobody' }),
    owner: 200,
  },
  'listen.read_ear': { params: async (side) => ({ id: await newFeed(side) }), owner: 200 },
  // Nothing that could be heard stands there.
  'listen.look_now': { params: async (side) => ({ id: await newFeed(side) }), owner: 422 },
  'listen.change_sms_channel': {
    params: async (side) => ({ id: await newSmsChannel(side) }),
    body: (side) => ({ name: side.word('text messages'), dailyLimit: 10 }),
    owner: 200,
  },
  // ── surveys ──
  'listen.list_surveys': { owner: 200 },
  'listen.survey_templates': { owner: 200 },
  'listen.create_survey': { body: surveyWords, owner: 201 },
  'listen.read_survey': { params: ofSurvey, owner: 200 },
  'listen.change_survey': {
    params: ofSurvey,
    body: (side) => ({ settings: { segment: side.ids.segment, restDays: 7 } }),
    owner: 200,
  },
  'listen.move_survey': { params: ofSurvey, body: () => ({ state: 'open' }), owner: 200 },
  'listen.export_survey': { params: ofSurvey, owner: 200 },
  'listen.invite_to_survey': {
    params: ofOpenSurvey,
    body: (side) => ({ to: [{ type: 'email', value: side.email() }] }),
    owner: 201,
  },
  'listen.survey_eligibility': { params: ofOpenSurvey, query: ({ ids }) => ({ customer: ids.person }), owner: 200 },
  'listen.survey_results': { params: ofSurvey, owner: 200 },
  'listen.weigh_survey': {
    params: ofSurvey,
    body: () => ({ question: 'nps', margins: [{ question: 'nps', targets: { 9: 1 } }] }),
    // Nobody answered it.
    owner: 422,
  },
  'listen.list_survey_responses': { params: ofSurvey, owner: 200 },
  'listen.export_survey_responses': { params: ofSurvey, owner: 200 },
  'files.read': { params: ({ ids }) => ({ id: ids.attachment }), owner: 200 },
  'audit.list': { query: ({ ids }) => ({ subject: `source:${ids.source}` }), owner: 200 },
  'audit.verify': { owner: 200 },
  'system.read': { owner: 200 },
};

async function newWebhook(side: Side): Promise<string> {
  const verification = { scheme: 'standard' };
  return (await side.api('POST', '/api/listen/webhooks', { name: side.word('webhook'), verification })).webhook.id;
}

async function newSegment(side: Side): Promise<string> {
  const trait = { kind: 'trait', trait: side.word('trait'), test: { operator: 'exists' } };
  return (await side.api('POST', '/api/customers/segments', { name: side.word('segment'), rule: ruleOf(trait) })).id;
}

async function newMailbox(side: Side): Promise<string> {
  const body = { name: side.word('mailbox'), address: side.email().slice(-60), displayName: side.word('brand') };
  return (await side.api('POST', '/api/listen/channels/mailboxes', body)).channel.id;
}
