import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('outbound', {
  url_refused: {
    status: 422,
    title: 'Not a URL that can be called',
    cure: 'Use http:// or https:// with a host name; put credentials into a header.',
  },
  header_refused: {
    status: 422,
    title: 'Not a header that can be sent',
    cure: 'Use plain names and one-line values; Host, Content-Length and other framing headers are set for you.',
  },
  address_denied: {
    status: 422,
    title: 'The URL does not lead to the public internet',
    cure: 'Use a public address, or ask the operator to name host:port in VERONA_OUTBOUND_ALLOW. Cloud metadata is never reached.',
  },
  name_unresolved: {
    status: 422,
    title: 'The host name leads nowhere',
    cure: 'Check the spelling and the DNS of the host, then try again.',
  },
  unreachable: {
    status: 503,
    title: 'The other side could not be reached',
    cure: 'Check that the server runs, its port is open and its certificate is valid, then try again.',
  },
  too_slow: {
    status: 503,
    title: 'The other side took too long',
    cure: 'Answer first and do long work afterwards.',
  },
  reply_too_large: {
    status: 422,
    title: 'The other side answered too much',
    cure: 'Answer with a short body; a webhook needs none.',
  },
});
