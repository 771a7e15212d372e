/**
 * Every screen of the console, in the order of the loop. Adding a screen is one line here and one file that exports `Screen`.
 *
 * `section` places it in the navigation (left out: reached from other screens); `thumb` also puts it in the phone's bottom
 * bar; `go` is the second key of its "g …" shortcut; `action` hides it from roles that would be refused.
 */
import { IconHome2 } from '@tabler/icons-react';
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
  { path: '/sign-in', title: 'auth.sign_in.title', frame: 'bare', load: () => import('./screens/auth/sign-in.tsx') },
  { path: '/setup', title: 'auth.set_up.title', frame: 'bare', load: () => import('./screens/auth/set-up.tsx') },
  { path: '/invitation', title: 'auth.invitation.title', frame: 'bare', load: () => import('./screens/auth/invitation.tsx') },
  { path: '/reset-password', title: 'auth.reset.title', frame: 'bare', load: () => import('./screens/auth/reset-password.tsx') },
];
