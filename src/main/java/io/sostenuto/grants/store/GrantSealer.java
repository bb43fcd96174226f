package io.sostenuto.grants.store;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.grants.entity.AccessToken;
import io.sostenuto.grants.entity.Grant;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.row.GrantRow;
import io.sostenuto.grants.entity.row.SealedTokens;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import jakarta.inject.Inject;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The sealed columns of a row: what is put in and taken out. Each is bound to its session and generation. */
@ApplicationSingleton
public class GrantSealer {

    private final Seal seal;

    @Inject
    public GrantSealer(Seal seal) {
        this.seal = seal;
    }

    /** @return the access token; empty where there is none or its key is gone */
    public Optional<AccessToken> accessToken(Grant grant) {
        return grant.sealed().accessToken()
                .flatMap(sealed -> opened(Purpose.ACCESS_TOKEN, grant, sealed)).map(AccessToken::new);
    }

    /** @return the refresh token; empty where there is none or its key is gone */
    public Optional<RefreshToken> refreshToken(Grant grant) {
        return grant.sealed().refreshToken()
                .flatMap(sealed -> opened(Purpose.REFRESH_TOKEN, grant, sealed)).map(RefreshToken::new);
    }

    /** @return the copy that the cookie should hold */
    public GrantCopy copy(Grant grant) {
        return new GrantCopy(grant.id(), grant.app(), grant.user(), grant.scope(), grant.generation(), refreshToken(grant),
                grant.authorizedAt(), grant.tokenKept());
    }

    /** @return the copy for a new cookie, where the one that the browser has is not what the row says */
    public Optional<GrantCopy> newer(Grant grant, GrantCopy cookie) {
        var same = grant.generation() == cookie.generation() && grant.tokenKept() == cookie.tokenKept()
                && grant.scope().equals(cookie.scope()) && grant.user().equals(cookie.user());
        return same ? Optional.empty() : Optional.of(copy(grant));
    }

    /** Puts the first refresh token into a row that has none. */
    public void hold(GrantRow grant, RefreshToken token) {
        grant.hold(sealed(Purpose.REFRESH_TOKEN, grant, token.value()));
    }

    /** Puts a new access token into the row. */
    public void issue(GrantRow grant, AccessToken token, Instant issuedAt, Duration life, String scope) {
        grant.issue(sealed(Purpose.ACCESS_TOKEN, grant, token.value()), issuedAt, life, scope);
    }

    /** Puts a newer refresh token into the row; the replaced one is kept as the previous generation. */
    public void advance(GrantRow grant, int generation, RefreshToken token) {
        var previous = refreshToken(grant).map(RefreshToken::value);
        var access = accessToken(grant).map(AccessToken::value);
        var context = context(grant, generation);
        grant.advance(new SealedTokens(generation, Optional.of(seal.close(Purpose.REFRESH_TOKEN, context, token.value())),
                previous.map(value -> seal.close(Purpose.PREVIOUS_REFRESH_TOKEN, context, value)),
                access.map(value -> seal.close(Purpose.ACCESS_TOKEN, context, value))));
    }

    /** Seals with today's key what another key closes. What does not open stays as it is: its key may come back. */
    void sealAnew(GrantRow grant) {
        grant.sealAnew(new SealedTokens(grant.generation(), anew(Purpose.REFRESH_TOKEN, grant, grant.sealed().refreshToken()),
                anew(Purpose.PREVIOUS_REFRESH_TOKEN, grant, grant.sealed().previousRefreshToken()),
                anew(Purpose.ACCESS_TOKEN, grant, grant.sealed().accessToken())));
    }

    private Optional<String> anew(Purpose purpose, Grant grant, Optional<String> sealed) {
        return sealed.map(text -> seal.current(text) ? text
                : opened(purpose, grant, text).map(plain -> sealed(purpose, grant, plain)).orElse(text));
    }

    private String sealed(Purpose purpose, Grant grant, String plain) {
        return seal.close(purpose, context(grant, grant.generation()), plain);
    }

    private Optional<String> opened(Purpose purpose, Grant grant, String sealed) {
        return seal.open(purpose, context(grant, grant.generation()), sealed);
    }

    /** With the app, where it has a name: a node of a release that knows of none opens no token that is not its app's. */
    private static String context(Grant grant, int generation) {
        return grant.id().value() + "\n" + generation + (grant.app().isDefault() ? "" : "\n" + grant.app());
    }
}
