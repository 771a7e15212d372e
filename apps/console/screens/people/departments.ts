/** A flat list of departments as the tree it describes. Pure. */
import type { Department } from '#people/contract';

export interface Branch {
  department: Department;
  inside: Branch[];
}

/** By name on every level. Departments put away are left out. */
export function treeOf(all: Department[], parentId: string | null = null): Branch[] {
  return all
    .filter((department) => department.archivedAt === null && department.parentId === parentId)
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((department) => ({ department, inside: treeOf(all, department.id) }));
}

/** "Company › Care › Phone": a name alone may stand for several. */
export function pathOf(department: Department, all: Department[]): string {
  const parent = all.find(({ id }) => id === department.parentId);
  return parent ? `${pathOf(parent, all)} › ${department.name}` : department.name;
}

/** Itself and everything inside: where it cannot be moved to. */
export function within(id: string, all: Department[]): Set<string> {
  const inside = all.filter(({ parentId }) => parentId === id).flatMap((child) => [...within(child.id, all)]);
  return new Set([id, ...inside]);
}
