/** A workspace's short name in addresses: `Café Verona` → `cafe-verona`. `unique` sets it apart when that is taken. */
export function slugOf(name: string, unique = ''): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return [plain || 'workspace', unique].filter(Boolean).join('-');
}
