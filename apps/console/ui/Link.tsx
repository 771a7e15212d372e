/** Mantine's look, the router's behaviour: client-side navigation, preloading, and a real `href`. */
import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  Text,
  UnstyledButton,
  type UnstyledButtonProps,
} from '@mantine/core';
import { Link as RouterLink } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { stringifySearch } from '../search.ts';
import { useMayOpen } from './MayOpen.tsx';

interface To {
  /** Path within the console, filled in: `/customers/${id}`. */
  to: string;
  search?: Record<string, unknown>;
  children?: ReactNode;
}

/** `to` may carry a query of its own; what the router gets is path and search apart. */
const address = ({ to, search }: To) => {
  const [path = '/', query = ''] = (search ? to + stringifySearch(search) : to).split('?');
  const pairs = new URLSearchParams(query);
  return {
    to: path,
    search: Object.fromEntries([...new Set(pairs.keys())].map((key) => [key, one(pairs.getAll(key))])) as never,
  };
};
const one = (values: string[]) => (values.length > 1 ? values : (values[0] ?? ''));

export function Link({ to, search, ...rest }: To & AnchorProps & { 'aria-label'?: string }) {
  if (!useMayOpen()(to))
    return (
      <Text span inherit className={rest.className}>
        {rest.children}
      </Text>
    );
  return <Anchor component={RouterLink} {...address({ to, ...(search && { search }) })} {...rest} />;
}

export function ButtonLink({ to, search, ...rest }: To & ButtonProps & { 'aria-label'?: string }) {
  if (!useMayOpen()(to)) return null;
  return <Button component={RouterLink} {...address({ to, ...(search && { search }) })} {...rest} />;
}

/** The router calls every link current whose path begins the present one: "Customers" and "Suggestions" at once. */
const onlyItself = { activeOptions: { exact: true, includeSearch: false } };

/** Without any look, for cards and rows that are links as a whole. */
export function PlainLink({ to, search, ...rest }: To & UnstyledButtonProps & { 'aria-current'?: 'page'; onClick?: () => void }) {
  if (!useMayOpen()(to)) return <span className={rest.className}>{rest.children}</span>;
  return <UnstyledButton component={RouterLink} {...onlyItself} {...address({ to, ...(search && { search }) })} {...rest} />;
}
