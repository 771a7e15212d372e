/** Readiness, told truthfully: named checks, each with what is wrong in words an operator can act on. */
export interface Check {
  name: string;
  /** Told like any other; but while it is unwell the server does its work, and nobody is to be sent elsewhere. */
  advisory?: boolean;
  /** Undefined when well, else what is wrong. Bounded by `timeoutMs`. */
  look(): Promise<string | undefined>;
}

export interface Readiness {
  ready: boolean;
  checks: { name: string; ready: boolean; detail?: string }[];
}

export interface Health {
  add(check: Check): void;
  /** Set while the process is starting or stopping, whatever the checks say. */
  hold(reason: string | undefined): void;
  look(): Promise<Readiness>;
}

export function createHealth(timeoutMs = 2_000): Health {
  const checks: Check[] = [];
  let held: string | undefined = 'starting';
  return {
    add: (check) => checks.push(check),
    hold: (reason) => {
      held = reason;
    },
    async look() {
      const results = await Promise.all(
        checks.map(async ({ name, look }) => {
          const detail = await withDeadline(look(), timeoutMs);
          return { name, ready: detail === undefined, ...(detail !== undefined && { detail }) };
        }),
      );
      const ready = held === undefined && checks.every(({ advisory }, at) => advisory || results[at]?.ready);
      if (held !== undefined) results.unshift({ name: 'server', ready: false, detail: held });
      return { ready, checks: results };
    },
  };
}

async function withDeadline(look: Promise<string | undefined>, timeoutMs: number): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${timeoutMs} ms`), timeoutMs);
  });
  try {
    return await Promise.race([look, late]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}
