/**
 * A survey inside the chat, after a conversation was settled. A file of its own, fetched then: most visits never load it. Asks
 * whether there is anything to ask; what the small renderer cannot show is a link to the survey's own page.
 */
import { styled } from '../loader/styled.ts';
import { createResponding, faultsOf } from './answering.ts';
import { drawLight } from './light.ts';
import { lightStyles } from './light-styles.ts';
import { surveyWords } from './words.ts';

export interface SurveyHost {
  /** The shadow it is drawn in. */
  place: ShadowRoot;
  /** Origin of the server. */
  base: string;
}

interface Offer {
  offer: { key: string; invitation: string } | null;
}

/** A conversation is settled a moment before anybody is asked about it. */
const asksAfterMs = [500, 3_000, 15_000];
const isStyled = new WeakSet<ShadowRoot>();

/** `token` opens the chat that is asked. Answers how to end it. */
export function mountSurvey(
  box: HTMLElement | null,
  { place: shadow, base }: SurveyHost,
  token: string | undefined,
): (() => void) | undefined {
  return box && token ? begin(box, shadow, base, token) : undefined;
}

function begin(box: HTMLElement, shadow: ShadowRoot, base: string, token: string): () => void {
  let over = false;
  let end = () => {};
  const words = surveyWords(navigator.languages);
  const call = (body?: string) =>
    fetch(`${base}/s/v1/offer`, {
      method: body === undefined ? 'GET' : 'POST',
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
    });

  async function ask(turn: number): Promise<void> {
    const wait = asksAfterMs[turn];
    if (wait === undefined || over) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
    const answer = await call();
    const { offer } = answer.ok ? ((await answer.json()) as Offer) : { offer: null };
    if (offer === null) return ask(turn + 1);
    if (!over) await show(offer);
  }

  async function show({ key, invitation }: NonNullable<Offer['offer']>): Promise<void> {
    const responding = createResponding({
      ...{ base, key, invitation, anonymousId: undefined, locale: navigator.language },
      storage: () => undefined,
    });
    const { light } = await responding.look();
    if (light === null) return link(`${base}/s/${encodeURIComponent(key)}#i=${encodeURIComponent(invitation)}`);
    const { answers } = await responding.resume();
    if (over) return;
    if (!isStyled.has(shadow)) styled(shadow, lightStyles);
    isStyled.add(shadow);
    const place = document.createElement('div');
    end = drawLight(place, {
      ...{ questions: light, languages: navigator.languages, words, answers },
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      onChange: responding.keep,
      async onSend(all) {
        try {
          await responding.send(all);
          note(words.thanks);
          return undefined;
        } catch (error) {
          const faults = faultsOf(error);
          if (faults === undefined) throw error;
          return faults;
        }
      },
    });
    box.replaceChildren(place, later());
  }

  function later(): HTMLElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'link';
    button.textContent = words.later;
    button.addEventListener('click', () => {
      end();
      box.replaceChildren();
      void call('{}').catch(() => undefined);
    });
    return button;
  }

  function link(url: string): void {
    const anchor = document.createElement('a');
    Object.assign(anchor, { href: url, target: '_blank', rel: 'noopener', textContent: words.open });
    box.replaceChildren(anchor, later());
  }

  function note(text: string): void {
    const line = document.createElement('p');
    line.className = 'note';
    line.setAttribute('role', 'status');
    line.textContent = text;
    box.replaceChildren(line);
  }

  // A survey is never worth a broken chat.
  ask(0).catch(() => undefined);
  return () => {
    over = true;
    end();
    box.replaceChildren();
  };
}
