// The one list that says who may look at whom. Boundaries, scans and their tests are generated from it.

/** The closed loop, in order: a room may import the doors of rooms before it, never after it. */
export const loop = ['people', 'listen', 'customers', 'knowledge', 'moments', 'measure', 'goals', 'initiatives', 'engage'];

/** Postgres schemas that carry another name than the room (or floor) that owns them. */
export const schemas = { auth: 'people', graphile_worker: 'platform' };

/** ClickHouse datasets that later rooms may read (never write): the only tables that leave their room. See decision 0005. */
export const published = ['listen_events', 'customers_person_of'];

/** The one table of the ground that rooms may name: every row of theirs points at its workspace, and people gives it a name. */
export const common = ['platform.workspace'];
