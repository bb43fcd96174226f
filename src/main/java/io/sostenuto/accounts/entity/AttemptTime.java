package io.sostenuto.accounts.entity;

import io.sostenuto.storage.time.Moment;

/**
 * The bounds of one call to the token endpoint.
 *
 * @param sendBy      nothing is sent later: a connection that is begun then is made, or given up, before {@code answerBy}
 * @param answerBy    the deadline of the attempt: who waits is told then
 * @param listenUntil an answer that comes later counts as lost; for a refresh token the end of its lease
 */
public record AttemptTime(Moment sendBy, Moment answerBy, Moment listenUntil) {
}
