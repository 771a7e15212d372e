/** Code that works as pasted: this server's address and this source's key are already in it. A journey runs every one of them. */
import type { SourceKind } from '#listen/contract';
import type { Snippet } from '../../ui/Copy.tsx';

interface Address {
  /** Origin of this server, without a slash at its end. */
  url: string;
  writeKey: string;
}

/** What to paste where, for a kind of source; the likeliest first. */
export function snippetsFor(kind: SourceKind, address: Address): Snippet[] {
  if (kind === 'browser') return [pageSnippet(address), npmInPage(address), curl(address)];
  if (kind === 'server') return [curl(address), segmentNode(address), rudderNode(address), python(address)];
  return [];
}

function curl({ url, writeKey }: Address): Snippet {
  const code = `curl ${url}/v1/track \\
  -u '${writeKey}:' \\
  -H 'content-type: application/json' \\
  -d '{"userId":"42","event":"Order Completed","properties":{"total":59.9,"currency":"EUR"}}'`;
  return { label: 'curl', code };
}

function segmentNode({ url, writeKey }: Address): Snippet {
  const code = `// npm install @segment/analytics-node
import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({
  writeKey: '${writeKey}',
  host: '${url}',
});

analytics.identify({ userId: '42', traits: { name: 'Juliet Capello', email: 'juliet@example.com' } });
analytics.track({ userId: '42', event: 'Order Completed', properties: { total: 59.9, currency: 'EUR' } });

await analytics.closeAndFlush();`;
  return { label: '@segment/analytics-node', code };
}

function rudderNode({ url, writeKey }: Address): Snippet {
  const code = `// npm install @rudderstack/rudder-sdk-node
import RudderAnalytics from '@rudderstack/rudder-sdk-node';

const analytics = new RudderAnalytics('${writeKey}', {
  dataPlaneUrl: '${url}',
});

analytics.track({ userId: '42', event: 'Order Completed', properties: { total: 59.9, currency: 'EUR' } });

analytics.flush();`;
  return { label: '@rudderstack/rudder-sdk-node', code };
}

function python({ url, writeKey }: Address): Snippet {
  const code = `import base64, json, urllib.request

event = {"userId": "42", "event": "Order Completed", "properties": {"total": 59.9, "currency": "EUR"}}
request = urllib.request.Request(
    "${url}/v1/track",
    data=json.dumps(event).encode(),
    headers={
        "Content-Type": "application/json",
        "Authorization": "Basic " + base64.b64encode(b"${writeKey}:").decode(),
    },
)
print(urllib.request.urlopen(request).status)`;
  return { label: 'Python / HTTP', code };
}

/** Segment's own loader, in short: keeps calls until the library, served from here, has come. */
function pageSnippet({ url, writeKey }: Address): Snippet {
  const code = `<script>
  (function () {
    var analytics = (window.analytics = window.analytics || []);
    if (analytics.initialize || analytics.invoked) return;
    analytics.invoked = true;
    analytics.methods = ['track', 'page', 'identify', 'group', 'alias', 'screen', 'reset', 'ready', 'on', 'once', 'off',
      'setAnonymousId', 'addSourceMiddleware', 'addDestinationMiddleware', 'register', 'debug', 'user'];
    analytics.methods.forEach(function (method) {
      analytics[method] = function () {
        analytics.push([method].concat(Array.prototype.slice.call(arguments)));
        return analytics;
      };
    });
    analytics._cdn = '${url}';
    analytics._writeKey = '${writeKey}';
    analytics._loadOptions = ${loadOptions(url)};
    var script = document.createElement('script');
    script.async = true;
    script.src = analytics._cdn + '/analytics.js/v1/' + analytics._writeKey + '/analytics.min.js';
    document.head.appendChild(script);
    analytics.page();
  })();
</script>`;
  return { label: 'analytics.js', code };
}

function npmInPage({ url, writeKey }: Address): Snippet {
  const code = `// npm install @segment/analytics-next
import { AnalyticsBrowser } from '@segment/analytics-next';

export const analytics = AnalyticsBrowser.load(
  { writeKey: '${writeKey}', cdnURL: '${url}' },
  ${loadOptions(url)},
);

analytics.page();`;
  return { label: '@segment/analytics-next', code };
}

/** Says where to send, and how: the library takes https for granted. */
function loadOptions(url: string): string {
  const { host, protocol } = new URL(url);
  const plain = protocol === 'http:' ? `, protocol: 'http'` : '';
  return `{ integrations: { 'Segment.io': { apiHost: '${host}/v1'${plain} } } }`;
}
