/** Navigation from the list of screens: in its order, without what the role may not see. */
import { type ScreenEntry, type Section, screens } from '../screens.ts';

const ORDER: Section[] = [
  'home',
  'listen',
  'customers',
  'knowledge',
  'moments',
  'measure',
  'voice',
  'behaviour',
  'people',
  'settings',
];

export interface NavSection {
  section: Section;
  items: ScreenEntry[];
}

export function navigation(can: (action: NonNullable<ScreenEntry['action']>) => boolean): NavSection[] {
  const allowed = screens.filter((screen) => screen.section && (!screen.action || can(screen.action)));
  return ORDER.map((section) => ({ section, items: allowed.filter((screen) => screen.section === section) })).filter(
    ({ items }) => items.length > 0,
  );
}

/** The entry a path belongs to: the deepest one, so that a person's page lights up "Customers". */
export function currentEntry(pathname: string, items: ScreenEntry[]): ScreenEntry | undefined {
  return items
    .filter(({ path }) => path === pathname || pathname.startsWith(`${path}/`))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}
