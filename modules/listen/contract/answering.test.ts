import { expect, test } from 'vitest';
import { answeringOf, answerLength, whyTooLong } from './answering.ts';

test('Mastodon counts every link as 23 characters, and of an account only its name', () => {
  expect(answerLength('mastodon', '@ann@far.example ', 'See https://shop.example/a/very/long/address?that=goes&on=and&on')).toBe(
    '@ann '.length + 'See '.length + 23,
  );
});

test('people, not code points, are counted; Bluesky counts bytes besides', () => {
  const family = '👩‍👩‍👧‍👦';
  const { limit, prefix } = answeringOf('bluesky', {}, 'did:plc:a');
  expect(whyTooLong('bluesky', { limit, prefix }, 'a'.repeat(300))).toBeUndefined();
  expect(whyTooLong('bluesky', { limit, prefix }, 'a'.repeat(301))).toBe('It has 301 characters; 300 fit there.');
  expect(whyTooLong('bluesky', { limit, prefix }, family.repeat(200))).toBe('It has 5000 bytes; 3000 fit there.');
});

test('feeds cannot be answered; mails and chats have no limit and no public', () => {
  expect(answeringOf('feed', {}, 'x').possible).toBe(false);
  expect(answeringOf('email', {}, 'x')).toEqual({ possible: true, isPublic: false, limit: null, prefix: '' });
  expect(answeringOf('open', { isPublic: true, limit: 350 }, 'x')).toMatchObject({ isPublic: true, limit: 350 });
  expect(whyTooLong('email', { limit: null, prefix: '' }, 'a'.repeat(100_000))).toBeUndefined();
});
