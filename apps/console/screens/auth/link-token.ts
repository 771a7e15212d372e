import { useState } from 'react';

/**
 * The secret of a link. It travels in the fragment (`/setup#<token>`), which browsers never send to a server or in a
 * Referer, and leaves the address bar at once, so that a shared screen or the history does not hold it.
 */
export function useLinkToken(): string {
  const [token] = useState(() => decodeURIComponent(location.hash.replace(/^#(token=)?/, '')));
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}
