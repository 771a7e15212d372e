/**
 * The one guarded way out: requests to addresses that people typed in.
 *
 * Every address is judged when the connection is made, on each send: public ones pass, private ones only when the operator
 * named `host:port`, cloud metadata never. No redirects, no proxies; time and reply size are capped; what cannot be
 * resolved is refused. (OWASP API7:2023; CWE-918.)
 */
export {
  createOutbound,
  neverSent,
  type Outbound,
  type OutboundOptions,
  type OutboundReply,
  type OutboundRequest,
} from './outbound.ts';
export { refusals } from './refusals.ts';
