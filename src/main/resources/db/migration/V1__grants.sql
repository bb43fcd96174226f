-- One row a session. Tokens are sealed; an ended row is a tombstone without tokens. Instants are milliseconds since
-- 1970; the lease alone is a timestamp, because it is compared with the database's clock.
create table grants (
    id                     varchar(64)              not null primary key,
    version                integer                  not null,
    generation             integer                  not null,
    refresh_token          varchar(100000),
    previous_refresh_token varchar(100000),
    access_token           varchar(100000),
    access_issued_at       bigint,
    access_expires_at      bigint,
    scope                  varchar(4000)            not null,
    spotify_user           varchar(255),
    display_name           varchar(1000),
    authorized_at          bigint not null,
    token_kept             boolean                  not null,
    suspended_at           bigint,
    suspension             varchar(16),
    in_incident            boolean                  not null,
    ended_at               bigint,
    end_reason             varchar(32),
    fence                  bigint                   not null,
    lease_until            timestamp with time zone
);

create index grants_of_user on grants (spotify_user);
create index grants_suspended on grants (suspended_at);
create index grants_ended on grants (ended_at);

-- A login's state works once; what remembers that is forgotten when the login cookie could no longer be valid.
create table used_states (
    state_hash varchar(64)              not null primary key,
    used_at    bigint not null
);

create index used_states_by_age on used_states (used_at);
