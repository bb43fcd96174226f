-- Whose a grant is that belongs to a user of the application, by the issuer and the subject of that user's tokens; null in
-- the row of a browser's session.
alter table grants add column owner_issuer varchar(1000);
-- 255 characters, of which H2 counts each half.
alter table grants add column owner_subject varchar(510);

create index grants_of_owner on grants (owner_subject);

-- The current grant of each user and app, which a hash of both names. A pointer to a tombstone stays as long as that.
create table user_grants (
    owner      varchar(64) not null primary key,
    session_id varchar(64) not null
);

create index user_grants_by_session on user_grants (session_id);

-- Links on their way, by a hash of their address: begun, taken by a browser, or back with a grant that waits, sealed, for the
-- user who began. What is over goes, and the grant with it (milliseconds since 1970).
create table begun_links (
    id            varchar(64)   not null primary key,
    owner_issuer  varchar(1000) not null,
    owner_subject varchar(510)  not null,
    app           varchar(31)   not null,
    scope         varchar(4000) not null,
    return_to     varchar(4000) not null,
    stage         varchar(16)   not null,
    ends_at       bigint        not null,
    code          varchar(64),
    pending       varchar(200000)
);

create unique index begun_links_by_code on begun_links (code);
create index begun_links_by_end on begun_links (ends_at);
