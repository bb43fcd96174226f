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

-- What a snapshot could not see: what began after it, and lies together at the end of the index, and what was under way
-- when it was taken, found one transaction at a time. So what is read is what is new. A function, because it is asked up to 40
-- times a second by each node, and to plan it takes longer than to do it: its plan is kept, and goes by the index also
-- where it was made when there was nothing to read.
create function changed_grants_since_snapshot(earlier pg_snapshot, most integer)
    returns table (snapshot text, place text, cleared boolean, set_back boolean, session varchar, ended varchar)
    language plpgsql stable
    set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off as $$
begin
    return query select n.later::text,
           extract(epoch from pg_postmaster_start_time())::text || ' '
               || pg_relation_filenode('"${flyway:defaultSchema}".grants')::text || ' '
               || (select p.place from "${flyway:defaultSchema}".changed_grants_place p)::text,
           (select c.last_value from "${flyway:defaultSchema}".changed_grants_cleared c)::text::xid8 >= pg_snapshot_xmax(earlier),
           pg_snapshot_xmax(n.later) < pg_snapshot_xmax(earlier),
           unseen.session,
           (select coalesce(g.end_reason, '') from "${flyway:defaultSchema}".grants g
            where g.id = unseen.session and g.ended_at is not null)
    from (select pg_current_snapshot() as later) n left join lateral (
        select c.session from "${flyway:defaultSchema}".changed_grants c
        where c.changed_in >= pg_snapshot_xmax(earlier) and c.changed_in < pg_snapshot_xmax(n.later)
        union all
        select l.session from pg_snapshot_xip(earlier) as under_way(id)
        join "${flyway:defaultSchema}".changed_grants l on l.changed_in = under_way.id
    ) unseen on true limit most;
end
$$;
