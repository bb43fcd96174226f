-- A login that came back: the name that logins of one browser share (a hash of it), the session that it opens, and how it
-- failed where it did. Empty in rows of an earlier release.
alter table used_states add column login_name varchar(64);
alter table used_states add column session_id varchar(64);
alter table used_states add column failure varchar(32);

create index used_states_by_name on used_states (login_name);
