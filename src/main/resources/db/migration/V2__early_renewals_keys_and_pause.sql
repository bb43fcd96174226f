-- Until when a session has used up its early renewals (milliseconds since 1970); and the ids of the keys that close the
-- row, with commas between them: empty in rows that are older than this column, null in tombstones.
alter table grants add column early_renewals_until bigint default 0 not null;
alter table grants add column sealed_with varchar(200) default '';

create index grants_by_key on grants (sealed_with);

-- One row: until when Spotify asked the application to wait, and when one node may try meanwhile (milliseconds since 1970).
create table spotify_pause (
    id            integer not null primary key,
    ends_at       bigint  not null,
    next_probe_at bigint  not null
);
insert into spotify_pause (id, ends_at, next_probe_at) values (1, 0, 0);
