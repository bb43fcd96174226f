package io.sostenuto.renewals.entity;

import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.SessionId;

/** A session was renewed of which nobody knows the Spotify user yet; this token can tell. */
public record UnknownUser(SessionId session, AccessToken token) {
}
