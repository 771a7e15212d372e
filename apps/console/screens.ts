/**
 * Every screen of the console, in the order of the loop. Adding a screen is one line here and one file that exports `Screen`.
 *
 * `section` places it in the navigation (left out: reached from other screens); `thumb` also puts it in the phone's bottom
 * bar; `go` is the second key of its "g …" shortcut; `action` hides it from roles that would be refused.
 */
import {
  IconActivity,
  IconAdjustments,
  IconArchive,
  IconArrowsSplit2,
  IconBook2,
  IconBroadcast,
  IconBuilding,
  IconCalendarRepeat,
  IconChartLine,
  IconClipboardCheck,
  IconClipboardText,
  IconClockPlay,
  IconEye,
  IconFileImport,
  IconFilter,
  IconFilterDown,
  IconFingerprint,
  IconGauge,
  IconGitMerge,
  IconHeadset,
  IconHeartbeat,
  IconHeartHandshake,
  IconHierarchy3,
  IconHome2,
  IconId,
  IconKey,
  IconLayoutDashboard,
  IconLayoutGrid,
  IconLifebuoy,
  IconListSearch,
  IconMap2,
  IconMessage2Heart,
  IconMessageReport,
  IconMessages,
  IconNotebook,
  IconQuestionMark,
  IconRoute,
  IconScale,
  IconSchema,
  IconSql,
  IconTags,
  IconTopologyStar3,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  IconWorld,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Action } from '#people/contract';

export type Section =
  | 'home'
  | 'listen'
  | 'customers'
  | 'knowledge'
  | 'moments'
  | 'measure'
  | 'voice'
  | 'behaviour'
  | 'people'
  | 'settings';
export type Frame = 'shell' | 'bare';

export interface ScreenEntry {
  path: string;
  /** i18n key of its name in navigation and palette. */
  title: string;
  section?: Section;
  icon?: ComponentType<{ size?: number; stroke?: number }>;
  thumb?: true;
  go?: string;
  action?: Action;
  /** `bare`: without navigation, for people who are not signed in. */
  frame?: Frame;
  load: () => Promise<{ Screen: ComponentType }>;
}

// biome-ignore format: one line a screen
export const screens: ScreenEntry[] = [
  { path: '/overview', title: 'home.title', section: 'home', icon: IconHome2, thumb: true, go: 'h', load: () => import('./screens/home/home.tsx') },
  { path: '/live', title: 'listen.live.title', section: 'listen', icon: IconActivity, thumb: true, go: 'l', action: 'personal.read', load: () => import('./screens/listen/live.tsx') },
  { path: '/sources', title: 'listen.source.many', section: 'listen', icon: IconBroadcast, go: 's', action: 'listen.read', load: () => import('./screens/listen/sources.tsx') },
  { path: '/sources/$id', title: 'listen.source.one', action: 'personal.read', load: () => import('./screens/listen/source.tsx') },
  { path: '/schema', title: 'listen.schema.title', section: 'listen', icon: IconSchema, go: 'e', action: 'listen.read', load: () => import('./screens/listen/schema.tsx') },
  { path: '/kept-aside', title: 'listen.aside.title', section: 'listen', icon: IconArchive, go: 'k', action: 'personal.read', load: () => import('./screens/listen/kept-aside.tsx') },
  { path: '/channels', title: 'channels.many', section: 'listen', icon: IconMessages, action: 'listen.read', load: () => import('./screens/listen/channels.tsx') },
  { path: '/channels/$id', title: 'channels.one', action: 'personal.read', load: () => import('./screens/listen/channel.tsx') },
  { path: '/webhooks', title: 'webhooks.title', section: 'listen', icon: IconWebhook, action: 'listen.read', load: () => import('./screens/listen/webhooks.tsx') },
  { path: '/webhooks/in/$id', title: 'webhooks.in.title', action: 'listen.read', load: () => import('./screens/listen/webhooks-in.tsx') },
  { path: '/webhooks/out/$id', title: 'webhooks.out.title', action: 'listen.read', load: () => import('./screens/listen/webhooks-out.tsx') },
  { path: '/dashboards', title: 'dashboards.many', section: 'measure', icon: IconLayoutDashboard, go: 'd', action: 'measure.read', load: () => import('./screens/measure/dashboards.tsx') },
  { path: '/dashboards/$id', title: 'dashboards.one', action: 'measure.read', load: () => import('./screens/measure/dashboard.tsx') },
  { path: '/measure/metrics', title: 'metrics.title', section: 'measure', icon: IconGauge, go: 'n', action: 'measure.read', load: () => import('./screens/measure/metrics/metrics.tsx') },
  { path: '/measure/metrics/$id', title: 'metrics.one', action: 'measure.read', load: () => import('./screens/measure/metrics/metric.tsx') },
  { path: '/measure/lifetime', title: 'lifetime.title', action: 'measure.read', load: () => import('./screens/measure/lifetime/lifetime.tsx') },
  { path: '/conversations', title: 'metrics.conversations.title', section: 'measure', icon: IconMessageReport, go: 'x', action: 'measure.read', load: () => import('./screens/measure/conversations/conversations.tsx') },
  { path: '/touchpoints', title: 'touchpoints.title', section: 'measure', icon: IconLayoutGrid, action: 'measure.read', load: () => import('./screens/measure/touchpoints/touchpoints.tsx') },
  { path: '/audits', title: 'audits.title', section: 'measure', icon: IconClipboardCheck, action: 'measure.read', load: () => import('./screens/measure/audits/audits.tsx') },
  { path: '/audits/fill/$id', title: 'audits.fill', action: 'measure.write', load: () => import('./screens/measure/audits/fill.tsx') },
  { path: '/audits/sheets/$id', title: 'audits.title', action: 'measure.read', load: () => import('./screens/measure/audits/sheet.tsx') },
  { path: '/voice', title: 'voice.title', section: 'voice', icon: IconMessage2Heart, go: 'v', action: 'measure.read', load: () => import('./screens/measure/voice/voice.tsx') },
  { path: '/voice/themes', title: 'voice.themes.title', section: 'voice', icon: IconTags, action: 'measure.read', load: () => import('./screens/measure/voice/themes.tsx') },
  { path: '/voice/settings', title: 'voice_settings.title', action: 'measure.read', load: () => import('./screens/measure/voice/settings.tsx') },
  { path: '/voice/registers', title: 'voice.registers.title', section: 'voice', icon: IconNotebook, action: 'measure.read', load: () => import('./screens/measure/voice/registers.tsx') },
  { path: '/surveys', title: 'surveys.title', section: 'listen', icon: IconClipboardText, go: 'y', action: 'listen.read', load: () => import('./screens/listen/surveys.tsx') },
  { path: '/surveys/new', title: 'surveys.new', action: 'listen.write', load: () => import('./screens/listen/survey-new.tsx') },
  { path: '/surveys/$id', title: 'surveys.one', action: 'listen.read', load: () => import('./screens/listen/survey.tsx') },
  { path: '/brand-promises', title: 'promises.title', section: 'voice', icon: IconHeartHandshake, action: 'measure.read', load: () => import('./screens/measure/promises/promises.tsx') },
  { path: '/brand-promises/$id', title: 'promises.one', action: 'measure.read', load: () => import('./screens/measure/promises/promise.tsx') },
  { path: '/trends', title: 'measure.trends', section: 'behaviour', icon: IconChartLine, go: 't', action: 'measure.read', load: () => import('./screens/measure/trends.tsx') },
  { path: '/watches', title: 'watch.title', section: 'measure', icon: IconEye, action: 'measure.read', load: () => import('./screens/measure/watch/watches.tsx') },
  { path: '/watches/$id', title: 'watch.one', action: 'measure.read', load: () => import('./screens/measure/watch/watch.tsx') },
  { path: '/drivers', title: 'drivers.title', section: 'measure', icon: IconScale, action: 'measure.read', load: () => import('./screens/measure/drivers/drivers.tsx') },
  { path: '/scenarios', title: 'scenarios.title', section: 'measure', icon: IconMap2, action: 'measure.read', load: () => import('./screens/measure/scenarios/scenarios.tsx') },
  { path: '/scenarios/$id', title: 'scenarios.one', action: 'measure.read', load: () => import('./screens/measure/scenarios/scenario.tsx') },
  { path: '/scenarios/$id/people/$person', title: 'scenarios.person_path', action: 'personal.read', load: () => import('./screens/measure/scenarios/passage.tsx') },
  { path: '/funnels', title: 'behaviour.funnel.title', section: 'behaviour', icon: IconFilterDown, go: 'f', action: 'measure.read', load: () => import('./screens/measure/behaviour/funnels.tsx') },
  { path: '/paths', title: 'behaviour.paths.title', section: 'behaviour', icon: IconRoute, action: 'measure.read', load: () => import('./screens/measure/behaviour/paths.tsx') },
  { path: '/sessions', title: 'answers.sessions.title', section: 'behaviour', icon: IconClockPlay, action: 'measure.read', load: () => import('./screens/measure/behaviour/sessions.tsx') },
  { path: '/retention', title: 'behaviour.retention.title', section: 'behaviour', icon: IconCalendarRepeat, action: 'measure.read', load: () => import('./screens/measure/behaviour/retention.tsx') },
  { path: '/journeys', title: 'journeys.journeys', section: 'behaviour', icon: IconRoute, go: 'j', action: 'measure.read', load: () => import('./screens/measure/journeys.tsx') },
  { path: '/attribution', title: 'attribution.attribution', section: 'behaviour', icon: IconArrowsSplit2, action: 'measure.read', load: () => import('./screens/measure/attribution.tsx') },
  { path: '/measure/sql', title: 'sql.title', section: 'behaviour', icon: IconSql, go: 'q', action: 'measure.sql', load: () => import('./screens/measure/sql/sql.tsx') },
  { path: '/people', title: 'people.employees', section: 'people', icon: IconId, go: 'p', action: 'people.read', load: () => import('./screens/people/employees.tsx') },
  { path: '/people/$employeeId', title: 'people.employee', action: 'people.read', load: () => import('./screens/people/employee.tsx') },
  { path: '/departments', title: 'people.departments', section: 'people', icon: IconBuilding, action: 'people.read', load: () => import('./screens/people/departments.tsx') },
  { path: '/teams', title: 'people.teams', section: 'people', icon: IconTopologyStar3, action: 'people.read', load: () => import('./screens/people/teams.tsx') },
  { path: '/org-chart', title: 'people.org_chart', section: 'people', icon: IconHierarchy3, action: 'people.read', load: () => import('./screens/people/org-chart.tsx') },
  { path: '/profile', title: 'profile.title', load: () => import('./screens/profile/profile.tsx') },
  { path: '/settings/workspace', title: 'settings.workspace.title', section: 'settings', icon: IconAdjustments, action: 'settings.read', load: () => import('./screens/settings/workspace.tsx') },
  { path: '/settings/api-keys', title: 'settings.keys.title', section: 'settings', icon: IconKey, action: 'people.keys', load: () => import('./screens/settings/api-keys.tsx') },
  { path: '/settings/audit', title: 'settings.audit.title', section: 'settings', icon: IconListSearch, go: 'a', action: 'audit.read', load: () => import('./screens/settings/audit.tsx') },
  { path: '/settings/system', title: 'settings.system.title', section: 'settings', icon: IconHeartbeat, action: 'settings.read', load: () => import('./screens/settings/system.tsx') },
  { path: '/import', title: 'import.title', section: 'listen', icon: IconFileImport, go: 'i', action: 'personal.read', load: () => import('./screens/import/import.tsx') },
  { path: '/import/files/$id', title: 'import.map', action: 'listen.import', load: () => import('./screens/import/file.tsx') },
  { path: '/import/runs/$id', title: 'import.title', action: 'personal.read', load: () => import('./screens/import/run.tsx') },
  { path: '/customers', title: 'customers.title', section: 'customers', icon: IconUsers, thumb: true, go: 'c', action: 'personal.read', load: () => import('./screens/customers/directory.tsx') },
  { path: '/customers/suggestions', title: 'customers.suggestions.title', section: 'customers', icon: IconGitMerge, go: 'w', action: 'personal.read', load: () => import('./screens/customers/suggestions.tsx') },
  { path: '/customers/identity', title: 'customers.rules.title', section: 'settings', icon: IconFingerprint, action: 'customers.read', load: () => import('./screens/customers/identity.tsx') },
  { path: '/customers/erasures', title: 'customers.erased.proofs', action: 'customers.erase', load: () => import('./screens/customers/erasures.tsx') },
  { path: '/customers/$id', title: 'customers.one', action: 'personal.read', load: () => import('./screens/customers/person.tsx') },
  { path: '/segments', title: 'segments.title', section: 'customers', icon: IconFilter, go: 'g', action: 'customers.read', load: () => import('./screens/customers/segments.tsx') },
  { path: '/segments/new', title: 'segments.new', action: 'customers.write', load: () => import('./screens/customers/segment.tsx') },
  { path: '/segments/$id', title: 'segments.title', action: 'personal.read', load: () => import('./screens/customers/segment.tsx') },
  { path: '/knowledge', title: 'knowledge.title', section: 'knowledge', icon: IconBook2, go: 'b', action: 'knowledge.read', load: () => import('./screens/knowledge/articles.tsx') },
  { path: '/knowledge/articles/new', title: 'knowledge.new', action: 'knowledge.write', load: () => import('./screens/knowledge/article.tsx') },
  { path: '/knowledge/articles/$id', title: 'knowledge.column.title', action: 'knowledge.read', load: () => import('./screens/knowledge/article.tsx') },
  { path: '/knowledge/gaps', title: 'knowledge.gaps.title', section: 'knowledge', icon: IconQuestionMark, action: 'knowledge.read', load: () => import('./screens/knowledge/gaps.tsx') },
  { path: '/knowledge/self-service', title: 'knowledge.report.title', section: 'knowledge', icon: IconLifebuoy, action: 'knowledge.read', load: () => import('./screens/knowledge/self-service.tsx') },
  { path: '/knowledge/site', title: 'knowledge.site.title', section: 'knowledge', icon: IconWorld, action: 'knowledge.read', load: () => import('./screens/knowledge/site.tsx') },
  { path: '/moments', title: 'moments.title', section: 'moments', icon: IconMessages, thumb: true, go: 'm', action: 'moments.read', load: () => import('./screens/moments/desk.tsx') },
  { path: '/moments/team', title: 'moments.team.title', section: 'moments', icon: IconUsersGroup, go: 'o', action: 'moments.read', load: () => import('./screens/moments/team.tsx') },
  { path: '/moments/$id', title: 'moments.title', action: 'moments.read', load: () => import('./screens/moments/desk.tsx') },
  { path: '/settings/care', title: 'care.title', section: 'settings', icon: IconHeadset, action: 'moments.read', load: () => import('./screens/settings/care.tsx') },
  { path: '/sign-in', title: 'auth.sign_in.title', frame: 'bare', load: () => import('./screens/auth/sign-in.tsx') },
  { path: '/setup', title: 'auth.set_up.title', frame: 'bare', load: () => import('./screens/auth/set-up.tsx') },
  { path: '/invitation', title: 'auth.invitation.title', frame: 'bare', load: () => import('./screens/auth/invitation.tsx') },
  { path: '/reset-password', title: 'auth.reset.title', frame: 'bare', load: () => import('./screens/auth/reset-password.tsx') },
];

const fits = (path: string, parts: readonly string[]) => {
  const pattern = path.split('/');
  return pattern.length === parts.length && pattern.every((part, at) => part.startsWith('$') || part === parts[at]);
};

/** What whoever opens this address must hold; the screen that names more of it word for word goes first. */
export function screenActionOf(address: string): Action | undefined {
  const parts = (address.split(/[?#]/)[0] ?? '').split('/');
  const named = ({ path }: ScreenEntry) => path.split('/').filter((part) => !part.startsWith('$')).length;
  return screens.filter(({ path }) => fits(path, parts)).toSorted((a, b) => named(b) - named(a))[0]?.action;
}
