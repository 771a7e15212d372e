/** Does an endpoint want to hear this? `*` stands for any text; the name of an event matters only where a pattern has one. */
export interface Happening {
  /** `event.track` for what was accepted, `customers.people_merged` for what Verona did. */
  type: string;
  /** The event's name; empty for others. */
  name: string;
}

export type Matcher = (happening: Happening) => boolean;

export function compileMatcher(patterns: readonly string[]): Matcher {
  const tests = patterns.map(compileOne);
  return (happening) => tests.some((fits) => fits(happening));
}

function compileOne(pattern: string): Matcher {
  const colon = pattern.indexOf(':');
  const fitsType = wildcard(colon < 0 ? pattern : pattern.slice(0, colon));
  if (colon < 0) return ({ type }) => fitsType(type);
  const fitsName = wildcard(pattern.slice(colon + 1));
  return ({ type, name }) => fitsType(type) && fitsName(name);
}

/** Goes through the text once, part by part: no pattern, however many stars, makes it slow. */
function wildcard(pattern: string): (text: string) => boolean {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.pop();
  if (tail === undefined) return (text) => text === pattern;
  return (text) => {
    if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false;
    let at = head.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > text.length - tail.length) return false;
      at = found + part.length;
    }
    return at <= text.length - tail.length;
  };
}
