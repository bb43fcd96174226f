-- The app at Spotify that a grant was given to; null in rows of the app without a name, like all that are older.
alter table grants add column app varchar(31);

-- Each app has a pause of its own.
alter table spotify_pause add column app varchar(31);
update spotify_pause set app = 'default' where id = 1;
create unique index spotify_pause_by_app on spotify_pause (app);
