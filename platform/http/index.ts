/** The HTTP floor: binds contract routes to use cases. Rooms see `bind` and `Caller`, never the framework. */
export type { Bind, BindRaw, Caller, Handler, RawAnswer, RawRequest, RawRoute, Reply } from './bind.ts';
