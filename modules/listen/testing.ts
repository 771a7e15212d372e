/** For tests of other floors: the other side of public networks. */
export { playMastodon } from './channels/ears/mastodon/testing.ts';
