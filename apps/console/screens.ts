/**
 * Every screen of the console, in the order of the loop. Adding a screen is one line here and one file that exports `Screen`.
 *
 * `section` places it in the navigation (left out: reached from other screens); `thumb` also puts it in the phone's bottom
 * bar; `go` is the second key of its "g …" shortcut; `action` hides it from roles that would be refused.
 */
import {
  IconAdjustments,
  IconBuilding,
  IconChartLine,
  IconHeartbeat,
  IconHierarchy3,
  IconHome2,
  IconKey,
  IconListSearch,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Action } from '#people/contract';

export type Section = 'home' | 'listen' | 'customers' | 'measure' | 'people' | 'settings';
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
  { path: '/', title: 'home.title', section: 'home', icon: IconHome2, thumb: true, go: 'h', load: () => import('./screens/home/home.tsx') },
  { path: '/trends', title: 'measure.trends', section: 'measure', icon: IconChartLine, go: 't', action: 'measure.read', load: () => import('./screens/measure/trends.tsx') },
  { path: '/people', title: 'people.employees', section: 'people', icon: IconUsers, go: 'p', action: 'people.read', load: () => import('./screens/people/employees.tsx') },
  { path: '/people/$employeeId', title: 'people.employee', load: () => import('./screens/people/employee.tsx') },
  { path: '/departments', title: 'people.departments', section: 'people', icon: IconBuilding, action: 'people.read', load: () => import('./screens/people/departments.tsx') },
  { path: '/teams', title: 'people.teams', section: 'people', icon: IconUsersGroup, action: 'people.read', load: () => import('./screens/people/teams.tsx') },
  { path: '/org-chart', title: 'people.org_chart', section: 'people', icon: IconHierarchy3, action: 'people.read', load: () => import('./screens/people/org-chart.tsx') },
  { path: '/profile', title: 'profile.title', load: () => import('./screens/profile/profile.tsx') },
  { path: '/settings/workspace', title: 'settings.workspace.title', section: 'settings', icon: IconAdjustments, action: 'settings.read', load: () => import('./screens/settings/workspace.tsx') },
  { path: '/settings/api-keys', title: 'settings.keys.title', section: 'settings', icon: IconKey, action: 'people.keys', load: () => import('./screens/settings/api-keys.tsx') },
  { path: '/settings/audit', title: 'settings.audit.title', section: 'settings', icon: IconListSearch, go: 'a', action: 'audit.read', load: () => import('./screens/settings/audit.tsx') },
  { path: '/settings/system', title: 'settings.system.title', section: 'settings', icon: IconHeartbeat, action: 'settings.read', load: () => import('./screens/settings/system.tsx') },
  { path: '/sign-in', title: 'auth.sign_in.title', frame: 'bare', load: () => import('./screens/auth/sign-in.tsx') },
  { path: '/set-up', title: 'auth.set_up.title', frame: 'bare', load: () => import('./screens/auth/set-up.tsx') },
  { path: '/invitation', title: 'auth.invitation.title', frame: 'bare', load: () => import('./screens/auth/invitation.tsx') },
  { path: '/reset-password', title: 'auth.reset.title', frame: 'bare', load: () => import('./screens/auth/reset-password.tsx') },
];
