-- Which sessions were changed by which transaction: one question tells a node all that others have changed since it
-- asked last, however many sessions it remembers. It is written by the database itself, whoever changes a row. Nothing
-- is lost with it: a node that cannot know what it has missed forgets what it remembers.
create unlogged table changed_grants (
    changed_in xid8        not null,
    session    varchar(64) not null
);

create index changed_grants_by_transaction on changed_grants (changed_in);

create function note_changed_grant() returns trigger language plpgsql set search_path from current as $$
begin
    insert into changed_grants (changed_in, session) values (pg_current_xact_id(), new.id);
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
