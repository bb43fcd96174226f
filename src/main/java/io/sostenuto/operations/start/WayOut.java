package io.sostenuto.operations.start;

import io.sostenuto.accounts.transport.BoundedReply;
import io.sostenuto.accounts.transport.CallFailure;
import io.sostenuto.accounts.transport.SpotifyClients;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.threads.Threads;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.core.Response;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells at the start whether Spotify's accounts service can be reached, so that an operator knows before the first listener
 * does. Nothing depends on it, and it asks for nothing but the service's front page.
 */
@ApplicationScoped
public class WayOut {

    private static final Logger LOG = Logger.getLogger(WayOut.class.getName());

    @Inject
    private Settings settings;
    @Inject
    private SpotifyClients clients;
    @Inject
    private Threads threads;

    /** The front page of a site. */
    public interface FrontPage {
        @GET
        CompletionStage<Response> get();
    }

    /** Tries in the background, and says in one line what became of it. */
    public void tell() {
        var accounts = settings.accountsUrl();
        var page = CompletableFuture.supplyAsync(() -> clients.client(FrontPage.class, accounts), threads.calls())
                .thenCompose(FrontPage::get);
        BoundedReply.within(settings.spotifyDeadline(), page, threads.answers()).whenComplete((reply, failure) -> {
            if (failure == null) {
                LOG.log(Level.INFO, "Spotify''s accounts service answers at {0}{1}", new Object[]{accounts, way()});
            } else {
                LOG.log(Level.WARNING, "Spotify''s accounts service cannot be reached at {0}{1}: {2}. The node goes on",
                        new Object[]{accounts, way(), CallFailure.inWords(failure)});
            }
        });
    }

    private String way() {
        return settings.egress().proxyFor(settings.accountsUrl()).map(proxy -> " through " + proxy).orElse("");
    }
}
