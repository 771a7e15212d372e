import { defineRefusals } from '#platform/contract';

export const refusals = defineRefusals('knowledge', {
  no_such_space: { status: 404, title: 'No such space', cure: 'GET /api/knowledge/spaces lists them.' },
  no_such_article: { status: 404, title: 'No such article', cure: 'GET /api/knowledge/articles lists them.' },
  no_such_version: { status: 404, title: 'No such version', cure: 'GET /api/knowledge/articles/{id}/versions lists them.' },
  no_such_gap: { status: 404, title: 'No such gap', cure: 'GET /api/knowledge/gaps lists them.' },
  slug_taken: { status: 409, title: 'Another one has this address', cure: 'Choose another slug.' },
  space_in_use: { status: 409, title: 'The space holds articles', cure: 'Move or archive its articles first.' },
  no_such_owner: {
    status: 422,
    title: 'No colleague who could own it',
    cure: 'Name an active employee; GET /api/people/employees lists them.',
  },
  nothing_to_read: { status: 409, title: 'There is nothing to read in it yet', cure: 'Save a version in this language first.' },
  not_published: { status: 409, title: 'The article is not published', cure: 'Publish it, then use it.' },
  expired: {
    status: 410,
    title: 'The article has expired and is withheld',
    cure: 'Its owner reads it again and verifies it: POST /api/knowledge/articles/{id}/verify. Until then nobody is answered from it.',
  },
  not_a_picture: { status: 422, title: 'That is no picture an article could show', cure: 'Send a PNG, JPEG, GIF or WebP.' },
  archived: { status: 409, title: 'The article is archived', cure: 'Take it out of the archive first.' },
  settled_already: { status: 409, title: 'The gap is settled already', cure: 'GET /api/knowledge/gaps shows how.' },
  language_not_spoken: {
    status: 422,
    title: 'The help centre does not speak this language',
    cure: 'Add it under PUT /api/knowledge/site first.',
  },
});
