import { describe, expect, test } from 'vitest';
import { actions, roles } from '../contract/roles.ts';
import { actionsOf, covers, may } from './policy.ts';

describe('policy', () => {
  test('is this table, and a change of it is a decision someone reads here', () => {
    const table = Object.keys(actions).map((action) => {
      const held = roles.map((role) => (may(role, action) ? role : '-'));
      return `${action.padEnd(18)} ${held.join(' ')}`;
    });
    expect(table).toMatchInlineSnapshot(`
      [
        "people.read        owner admin analyst agent developer viewer guest",
        "people.self        owner admin analyst agent developer viewer -",
        "people.write       owner admin - - - - -",
        "people.invite      owner admin - - - - -",
        "people.roles       owner admin - - - - -",
        "people.keys        owner admin - - developer - -",
        "audit.read         owner admin - - - - -",
        "settings.read      owner admin - - developer - -",
        "settings.write     owner admin - - - - -",
        "personal.read      owner admin analyst agent developer viewer -",
        "listen.read        owner admin analyst agent developer viewer guest",
        "listen.write       owner admin - - developer - -",
        "listen.import      owner admin analyst - developer - -",
        "customers.read     owner admin analyst agent developer viewer guest",
        "customers.write    owner admin - agent - - -",
        "customers.merge    owner admin - - - - -",
        "customers.export   owner admin analyst - - - -",
        "customers.erase    owner admin - - - - -",
        "listen.channels    owner admin - - developer - -",
        "knowledge.read     owner admin analyst agent developer viewer guest",
        "knowledge.write    owner admin - agent - - -",
        "knowledge.site     owner admin - - - - -",
        "moments.read       owner admin analyst agent developer viewer -",
        "moments.own        owner admin analyst agent developer viewer -",
        "moments.lead       owner admin - - - - -",
        "moments.write      owner admin - - - - -",
        "measure.read       owner admin analyst agent developer viewer guest",
        "measure.write      owner admin analyst - - - -",
        "measure.sql        owner admin analyst - - - -",
      ]
    `);
  });

  test('an unknown role or action is refused, except to owners of everything', () => {
    expect(may('superuser', 'people.read')).toBe(false);
    expect(may('', '')).toBe(false);
    expect(may('viewer', 'people')).toBe(false);
    expect(may('viewer', 'nothing.known')).toBe(false);
    expect(may('admin', 'nothing.known')).toBe(false);
    expect(may('owner', 'nothing.known')).toBe(true);
    expect(may('constructor', 'people.read')).toBe(false);
  });

  test('nobody can give more than they hold', () => {
    const given = roles.map((own) => `${own}: ${roles.filter((other) => covers(own, other)).join(' ')}`);
    expect(given).toMatchInlineSnapshot(`
      [
        "owner: owner admin analyst agent developer viewer guest",
        "admin: admin analyst agent developer viewer guest",
        "analyst: analyst viewer guest",
        "agent: agent viewer guest",
        "developer: developer viewer guest",
        "viewer: viewer guest",
        "guest: guest",
      ]
    `);
  });

  test('covers means: every action of the other is held', () => {
    for (const own of roles) {
      for (const other of roles) {
        if (covers(own, other)) expect(actionsOf(other).every((action) => may(own, action))).toBe(true);
      }
    }
  });
});
