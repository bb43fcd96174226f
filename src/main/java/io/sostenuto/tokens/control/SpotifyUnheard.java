package io.sostenuto.tokens.control;

import java.util.concurrent.CompletionStage;

/** The deadline has come, and the request may be at Spotify: its answer, if one comes, is listened for. */
final class SpotifyUnheard extends SpotifyOutage {

    private static final long serialVersionUID = 1;
    private final transient CompletionStage<Reply> late;

    SpotifyUnheard(CompletionStage<Reply> late) {
        super("no answer in time", null);
        this.late = late;
    }

    /** @return what comes until the end of listening; it fails with a {@link SpotifyOutage} */
    CompletionStage<Reply> late() {
        return late;
    }
}
