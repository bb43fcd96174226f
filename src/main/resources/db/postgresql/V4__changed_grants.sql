-- Which sessions were changed by which transaction: one question tells a node all that others have changed since it
-- asked last, however many sessions it remembers. The database itself writes it, whoever changes a row. Nothing is lost
-- with it: a node that cannot know what it has missed forgets what it remembers.
create unlogged table changed_grants (
    changed_in xid8        not null,
    session    varchar(64) not null
);

create index changed_grants_by_transaction on changed_grants (changed_in);

-- One row: whose notes these are, and what was cleared away of them (all that this snapshot saw). A crash of the database
-- empties both tables, and who finds the row gone or another one knows that notes may be gone.
create unlogged table changed_grants_since (
    only_one boolean not null default true primary key check (only_one),
    place    uuid    not null default gen_random_uuid(),
    cleared  pg_snapshot
);

create function note_changed_grant() returns trigger language plpgsql security definer as $$
begin
    insert into "${flyway:defaultSchema}".changed_grants (changed_in, session) values (pg_current_xact_id(), new.id);
    return null;
end
$$;

-- A lease changes nothing that is told of a session; what is sealed anew is the same.
create trigger grants_changed after update on grants for each row
    when ((old.version, old.generation, old.token_kept, old.access_expires_at, old.spotify_user, old.display_name,
           old.suspended_at, old.ended_at)
        is distinct from (new.version, new.generation, new.token_kept, new.access_expires_at, new.spotify_user,
           new.display_name, new.suspended_at, new.ended_at))
    execute function note_changed_grant();

-- A tombstone for a session that has no row.
create trigger grants_laid_to_rest after insert on grants for each row
    when (new.ended_at is not null)
    execute function note_changed_grant();
