-- A JWT that a backend signed works once, on all nodes: what remembers that is forgotten when the JWT is over.
create table used_assertions (
    assertion_hash varchar(64) not null primary key,
    expires_at     bigint      not null
);

create index used_assertions_by_end on used_assertions (expires_at);
