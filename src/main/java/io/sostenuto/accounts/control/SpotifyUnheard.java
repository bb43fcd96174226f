package io.sostenuto.accounts.control;

import io.sostenuto.accounts.transport.BoundedReply;

import java.util.concurrent.CompletionStage;

/** The deadline has come, and the request may be at Spotify: its answer, if one comes, is listened for. */
final class SpotifyUnheard extends SpotifyOutage {

    private static final long serialVersionUID = 1;
    private final transient CompletionStage<BoundedReply> late;

    SpotifyUnheard(CompletionStage<BoundedReply> late) {
        super("no answer in time", null);
        this.late = late;
    }

    /** @return what comes until the end of listening; it fails with a {@link SpotifyOutage} */
    CompletionStage<BoundedReply> late() {
        return late;
    }
}
