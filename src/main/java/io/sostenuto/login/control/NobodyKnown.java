package io.sostenuto.login.control;

import io.sostenuto.sessions.entity.SpotifyUser;
import jakarta.enterprise.context.Dependent;
import org.eclipse.microprofile.faulttolerance.ExecutionContext;
import org.eclipse.microprofile.faulttolerance.FallbackHandler;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The answer where the profile could not be had, and a line in the log that says why. */
@Dependent
public class NobodyKnown implements FallbackHandler<CompletionStage<Optional<SpotifyUser>>> {

    private static final Logger LOG = Logger.getLogger(NobodyKnown.class.getName());

    @Override
    public CompletionStage<Optional<SpotifyUser>> handle(ExecutionContext context) {
        var failure = context.getFailure();
        LOG.log(Level.WARNING, "The user''s profile could not be read ({0}); the login goes on",
                (failure.getCause() == null ? failure : failure.getCause()).getClass().getSimpleName());
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
