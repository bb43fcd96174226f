-- What a person reads in the list of their own sessions: a browser and a system, never a whole user agent.
alter table grants add column device varchar(60);

-- What is cleared away goes by age.
create index grants_by_age on grants (authorized_at);

-- Work that one node at a time does: until when a turn is taken (milliseconds since 1970).
create table turns (
    name        varchar(40) not null primary key,
    taken_until bigint      not null
);
insert into turns (name, taken_until) values ('tidy', 0);
