/** The HTTP floor: binds contract routes to use cases. Rooms see `bind` and `Caller`, never the framework. */
export {
  type Bind,
  type BindRaw,
  type Caller,
  type Described,
  Download,
  type Handler,
  type RawAnswer,
  type RawRequest,
  type RawRoute,
  type Reply,
} from './bind.ts';
export { cursorParts, readCursor, writeCursor } from './cursors.ts';
export { openApiOf } from './openapi.ts';
export { peerFinder } from './peer.ts';
export { problemOf, refusals as httpRefusals } from './problems.ts';
export { type Authenticated, createHttp, type Http } from './server.ts';
export { personalAsked } from './veil.ts';
