import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { routes } from '../contract.ts';
import { type FrontDoor, openFrontDoor, type Visitor } from '../testing.ts';

let database: FreshDatabase;
let door: FrontDoor;
beforeAll(async () => {
  database = await freshDatabase();
  door = await openFrontDoor(database.db);
});
afterAll(async () => {
  await door.close();
  await database.close();
});

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** A security key in software: ES256, no attestation (W3C WebAuthn Level 3 §6.1, §6.5; COSE keys RFC 9053 §7.1). */
function authenticator(rpId: string, origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let counter = 0;

  const clientData = (type: string, challenge: string, from = origin) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: from }));
  const authenticatorData = (flags: number, rest = Buffer.alloc(0)) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(++counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, rest]);
  };
  const envelope = (response: object) => ({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });

  return {
    create(challenge: string) {
      const coseKey = Buffer.concat([
        Buffer.from('a5010203262001215820', 'hex'),
        Buffer.from(x, 'base64url'),
        Buffer.from('225820', 'hex'),
        Buffer.from(y, 'base64url'),
      ]);
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 32]), credentialId, coseKey]);
      // User present, user verified, key attached.
      const data = authenticatorData(0x45, attested);
      const attestation = Buffer.concat([
        Buffer.from('a363666d74646e6f6e656761747453746d74a068617574684461746158', 'hex'),
        Buffer.from([data.length]),
        data,
      ]);
      return envelope({
        clientDataJSON: clientData('webauthn.create', challenge).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      });
    },
    get(challenge: string, from?: string) {
      const client = clientData('webauthn.get', challenge, from);
      const data = authenticatorData(0x05);
      return envelope({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', Buffer.concat([data, sha256(client)]), privateKey).toString('base64url'),
      });
    },
  };
}

const key = authenticator('verona.test', 'http://verona.test');
const me = (visitor: Visitor) => visitor.call('GET', routes.me.path);
const challengeFor = async (visitor: Visitor) =>
  (await visitor.call('GET', '/api/auth/passkey/generate-authenticate-options')).body.challenge as string;
const present = (visitor: Visitor, response: object) =>
  visitor.call('POST', '/api/auth/passkey/verify-authentication', { response });

test('a passkey is registered by whoever is signed in, and then signs in without a password', async () => {
  const options = await door.owner.call('GET', '/api/auth/passkey/generate-register-options');
  expect(options.body.rp).toEqual({ id: 'verona.test', name: 'Verona' });
  const response = key.create(options.body.challenge);
  const registered = await door.owner.call('POST', '/api/auth/passkey/verify-registration', { response, name: 'Laptop' });
  expect(registered.status).toBe(200);

  const visitor = door.visitor();
  expect((await present(visitor, key.get(await challengeFor(visitor)))).status).toBe(200);
  expect((await me(visitor)).body).toMatchObject({ role: 'owner' });
});

test('an answer to another challenge, from another site, or a second time opens nothing', async () => {
  const stale = door.visitor();
  await challengeFor(stale);
  expect((await present(stale, key.get(randomBytes(32).toString('base64url')))).status).toBe(400);

  const phished = door.visitor();
  const relayed = key.get(await challengeFor(phished), 'https://verona-login.example');
  expect((await present(phished, relayed)).status).toBeGreaterThanOrEqual(400);

  const replayed = door.visitor();
  const answer = key.get(await challengeFor(replayed));
  expect((await present(replayed, answer)).status).toBe(200);
  await replayed.call('POST', '/api/auth/sign-out', {});
  expect((await present(replayed, answer)).status).toBeGreaterThanOrEqual(400);
  for (const visitor of [stale, phished, replayed]) expect((await me(visitor)).status).toBe(401);
});
