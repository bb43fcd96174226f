package io.sostenuto.tokens.control;

import io.sostenuto.grants.entity.Snapshot;
import io.sostenuto.tokens.entity.TokenRequest;
import io.sostenuto.tokens.entity.TokenResult;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * What is asked for, and what the short way found: an answer, or what {@link TokenManager} need not ask again.
 *
 * @param row the look at the session's row, where this request has taken one; it fails where the database is away
 */
public record FirstLook(TokenRequest request, Optional<TokenResult.Served> served,
                        Optional<CompletionStage<Optional<Snapshot>>> row) {

    /** @return a request for which nothing was looked at yet */
    public static FirstLook none(TokenRequest request) {
        return new FirstLook(request, Optional.empty(), Optional.empty());
    }
}
