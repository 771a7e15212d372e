/** What every answer carries so that browsers keep pages of this server safe: content policy, no framing, no sniffing. */
import fastifyHelmet from '@fastify/helmet';
import fastify from 'fastify';

/** Of the answer itself, not of its safety. */
const ownOfAnswers = new Set(['content-type', 'content-length', 'date', 'connection']);

/** Helmet's headers, taken once: it would write the same words anew for every answer, a tenth of the cost of a small event. */
export async function safetyHeaders(baseUrl: string): Promise<Record<string, string>> {
  const probe = fastify();
  await probe.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // Mantine and echarts set style attributes; no style element or sheet from elsewhere can load.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'"],
        'object-src': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: baseUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
  });
  probe.get('/', () => '');
  const { headers } = await probe.inject('/');
  await probe.close();
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (ownOfAnswers.has(name) ? [] : [[name, String(value)]])),
  );
}
