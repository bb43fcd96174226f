-- What every question for changes reads is changed by nobody: a row that is changed each minute leaves an old version each
-- time, and while somebody's transaction stays open none of them can be removed.

-- One row: whose notes those of changed_grants are. A crash of the database empties it together with them.
create unlogged table changed_grants_place (
    only_one boolean not null default true primary key check (only_one),
    place    uuid    not null default gen_random_uuid()
);

-- Up to which transaction notes were cleared away: a sequence has one version only.
create sequence changed_grants_cleared;

-- Nodes of the release before clear notes away, too, and write it into their table alone.
create function note_cleared_grants() returns trigger language plpgsql security definer as $$
begin
    perform setval('"${flyway:defaultSchema}".changed_grants_cleared', pg_snapshot_xmax(new.cleared)::text::bigint);
    return null;
end
$$;

create trigger grants_cleared after insert or update on changed_grants_since for each row
    when (new.cleared is not null)
    execute function note_cleared_grants();

select setval('changed_grants_cleared', pg_snapshot_xmax(cleared)::text::bigint)
    from changed_grants_since where cleared is not null;
