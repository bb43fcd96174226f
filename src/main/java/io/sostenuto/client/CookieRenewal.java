package io.sostenuto.client;

import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientResponseContext;
import jakarta.ws.rs.client.ClientResponseFilter;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * Told of a session's new cookie, which an answer brings when the grant has changed. To be registered by one who keeps
 * cookies, or hands them on to a browser. A cookie that is deleted is not told: the call that did it was a logout.
 */
public final class CookieRenewal implements ClientResponseFilter {

    private final BiConsumer<SessionCookie, SessionCookie> taker;

    /** @param taker of the cookie that was sent, and the one that replaces it; called by many threads */
    public CookieRenewal(BiConsumer<SessionCookie, SessionCookie> taker) {
        this.taker = taker;
    }

    @Override
    public void filter(ClientRequestContext request, ClientResponseContext response) {
        SessionCookie.setBy(String.valueOf(request.getHeaderString("Cookie"))).ifPresent(sent ->
                response.getHeaders().getOrDefault("Set-Cookie", List.of()).forEach(header ->
                        SessionCookie.setBy(header).ifPresent(renewed -> taker.accept(sent, renewed))));
    }
}
