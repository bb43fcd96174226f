-- The last generation that Spotify refreshed without a new refresh token. token_kept alone cannot tell: nodes of the
-- release before leave it set when they store a rotated token.
alter table grants add column kept_generation integer;
