/** A colleague at their desk: invited, signed in and present, as anybody would be. */
import { randomBytes } from 'node:crypto';
import { routes } from '#people/contract';
import { type Client, connectAs } from '../cli/client.ts';

export interface AtDesk {
  id: string;
  name: string;
  client: Client;
}

/** The password is known to nobody: whoever plays the demo signs in as its owner. */
export async function sitDown(url: string, owner: Client, name: string): Promise<AtDesk> {
  const email = `${name.toLowerCase().replace(' ', '.')}@casa-aurora.example`;
  const password = randomBytes(18).toString('base64url');
  const { link } = await owner.call(routes.invite, { body: { email, name, role: 'agent' } });
  const token = new URL(link).hash.slice(1);
  const { employeeId } = await connectAs(url, {}).call(routes.acceptInvitation, { body: { token, name, password } });
  const reply = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  if (!reply.ok) throw new Error(`${name} could not sign in: ${reply.status} ${await reply.text()}`);
  const cookie = reply.headers.getSetCookie().map((line) => line.split(';')[0]);
  const client = connectAs(url, { cookie: cookie.join('; '), origin: url });
  await client.call(routes.setMyAvailability, { body: { presence: 'online' } });
  return { id: employeeId, name, client };
}
