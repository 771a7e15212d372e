/** What is kept in the browser, under one name each. Works (for as long as the page is open) where storage is denied. */
export interface Keep {
  get<T>(name: string): T | undefined;
  set(name: string, value: unknown): void;
  remove(name: string): void;
  /** Names that start so. */
  names(prefix: string): string[];
}

/** Every name is put behind `home`. Nothing is written until somebody sets something. */
export function createKeep(home: string, storage: () => Storage): Keep {
  const safely = <T>(act: (storage: Storage) => T): T | undefined => {
    try {
      return act(storage());
    } catch {
      return undefined;
    }
  };
  const full = (name: string) => (name === '' ? home : `${home}:${name}`);
  return {
    get: <T>(name: string) =>
      safely((place) => {
        const text = place.getItem(full(name));
        return text === null ? undefined : (JSON.parse(text) as T);
      }),
    set: (name, value) => void safely((place) => place.setItem(full(name), JSON.stringify(value))),
    remove: (name) => void safely((place) => place.removeItem(full(name))),
    names: (prefix) =>
      safely((place) =>
        Object.keys(place)
          .filter((name) => name.startsWith(full(prefix)))
          .map((name) => name.slice(home.length + 1)),
      ) ?? [],
  };
}
