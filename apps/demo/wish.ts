/** Adds to a scenario by its public link, as a browser sends the form. */
export async function addToScenario(url: string, wish: { step?: string; showstopper?: string; metric?: string }): Promise<void> {
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(wish), redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`the page of the scenario answered ${answer.status}`);
}
