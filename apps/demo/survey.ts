/** A customer answers a survey, as its page speaks to the server. */

export async function answerSurvey(url: string, link: string, data: Record<string, unknown>): Promise<void> {
  const at = new URL(link);
  const invitation = new URLSearchParams(at.hash.slice(1)).get('i');
  const post = async <T>(path: string, body: unknown, token?: string): Promise<T> => {
    const reply = await fetch(`${url}/s/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`the survey answered ${reply.status}: ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  const key = at.pathname.split('/').at(-1);
  const { token } = await post<{ token: string }>(`${key}/responses`, { invitation });
  await post('responses', { data, complete: true }, token);
}
