package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.tokens.entity.TokenResult;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What the short way found: an answer, or what the long way need not ask again.
 *
 * @param row the look at the session's row, where this request has taken one; it fails where the database is away
 */
public record FirstLook(Optional<TokenResult.Served> served, Optional<CompletionStage<Optional<Snapshot>>> row) {

    /** Nothing was looked at. */
    public static final FirstLook NOTHING = new FirstLook(Optional.empty(), Optional.empty());
}
