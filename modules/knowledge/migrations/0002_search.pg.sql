-- Search: an inverted index with field weights, ranked by BM25. Written in the transaction that publishes, so it is never behind.

-- The language's stemmer after accents are taken off, so that "perche" finds "perché". One for each language Postgres knows.
do $$
declare
  config record;
begin
  for config in
    select c.cfgname, d.dictname
      from pg_ts_config c
      join pg_ts_config_map m on m.mapcfg = c.oid
      join pg_ts_dict d on d.oid = m.mapdict
     where c.cfgnamespace = 'pg_catalog'::regnamespace
       and m.maptokentype = (select tokid from ts_token_type('default') where alias = 'word')
  loop
    execute format('create text search configuration knowledge.%I (copy = pg_catalog.%I)', config.cfgname, config.cfgname);
    execute format('alter text search configuration knowledge.%I alter mapping for hword, hword_part, word with public.unaccent, %I',
                   config.cfgname, config.dictname);
  end loop;
end $$;

-- One published text: what a result shows, and what it is filtered by.
create table knowledge.doc (
  workspace_id uuid not null,
  no bigint generated always as identity,
  article_id uuid not null,
  locale text not null,
  config text not null,
  length double precision not null,
  primary key (workspace_id, no),
  unique (workspace_id, article_id, locale),
  foreign key (workspace_id, article_id, locale) references knowledge.text
);
select platform.isolate('knowledge.doc');

-- How many texts of a language there are, and how long all of them are together.
create table knowledge.corpus (
  workspace_id uuid not null,
  locale text not null,
  config text not null,
  docs bigint not null,
  length double precision not null,
  primary key (workspace_id, locale)
);
select platform.isolate('knowledge.corpus');

create table knowledge.term (
  workspace_id uuid not null,
  no bigint generated always as identity,
  config text not null,
  lexeme text not null collate "C",
  -- texts that hold it
  docs bigint not null,
  primary key (workspace_id, config, lexeme),
  unique (workspace_id, no)
);
create index term_alike on knowledge.term using gin (lexeme public.gin_trgm_ops);
select platform.isolate('knowledge.term');

-- Where a term stands, and how heavily: its count weighted by field. The text's length stands beside it so that ranking reads
-- this one index and nothing else.
create table knowledge.posting (
  workspace_id uuid not null,
  term bigint not null,
  doc bigint not null,
  weight real not null,
  length real not null,
  primary key (workspace_id, term, doc) include (weight, length)
);
create index posting_doc on knowledge.posting (workspace_id, doc);
select platform.isolate('knowledge.posting');

-- Words near one that nobody wrote: alike by letter triples, or beginning with it. As the owner, because the operators of
-- pg_trgm may not use an index under row-level security; it looks at the transaction's own workspace and nothing else.
create function knowledge.near_terms(language text, word text)
  returns table (no bigint, lexeme text, docs bigint)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  set pg_trgm.similarity_threshold = 0.3
as $$
  (select t.no, t.lexeme, t.docs from knowledge.term t
    where t.workspace_id = platform.workspace() and t.config = language and t.lexeme % word
    order by similarity(t.lexeme, word) desc, t.docs desc limit 30)
  union
  (select t.no, t.lexeme, t.docs from knowledge.term t
    where t.workspace_id = platform.workspace() and t.config = language
      and t.lexeme >= word collate "C" and t.lexeme < (word || U&'\FFFF') collate "C"
    order by t.docs desc limit 10)
$$;
