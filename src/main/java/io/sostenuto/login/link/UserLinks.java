package io.sostenuto.login.link;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.audit.AuditEvent;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.Owner;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.grants.store.link.BegunLink;
import io.sostenuto.grants.store.link.Completion;
import io.sostenuto.grants.store.link.Completions;
import io.sostenuto.grants.store.link.Links;
import io.sostenuto.login.control.LoginLimits;
import io.sostenuto.login.control.LoginStorage;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.settings.entity.AppName;
import io.sostenuto.settings.entity.Settings;
import io.sostenuto.storage.control.DatabaseGate;
import io.sostenuto.storage.time.DatabaseClock;
import io.sostenuto.users.control.UserGrants;
import io.sostenuto.users.entity.AppUser;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The steps of a link. Its address is sealed, so that strangers who try some cost the database nothing; it is good for one
 * browser, which keeps the rest in a cookie as a login does. Who began has to complete it, because the browser may be another's.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9700#section-4.7">RFC 9700 section 4.7</a>
 */
@ApplicationSingleton
public class UserLinks {

    /** How long an address is good. */
    public static final Duration LIFE = Duration.ofSeconds(300);

    private final LoginLimits limits;
    private final LoginStorage storage;
    private final DatabaseGate gate;
    private final Links links;
    private final Completions completions;
    private final UserGrants grants;
    private final Seal seal;
    private final DatabaseClock clock;
    private final Settings settings;
    private final Event<AuditEvent> audit;

    @Inject
    public UserLinks(LoginLimits limits, LoginStorage storage, DatabaseGate gate, Links links, Completions completions, UserGrants grants, Seal seal,
                     DatabaseClock clock, Settings settings, Event<AuditEvent> audit) {
        this.limits = limits;
        this.storage = storage;
        this.gate = gate;
        this.links = links;
        this.completions = completions;
        this.grants = grants;
        this.seal = seal;
        this.clock = clock;
        this.settings = settings;
        this.audit = audit;
    }

    /** @return whether this user may begin one more link; it counts */
    public boolean admits(AppUser user) {
        var admitted = limits.mayLink(new Owner(user.issuer(), user.subject(), AppName.DEFAULT).key());
        if (!admitted) {
            tell(AuditEvent.Kind.LINK_REFUSED, user, Optional.empty(), "too_many_logins");
        }
        return admitted;
    }

    /** @return the address that the user's browser has to open */
    public CompletionStage<URI> begin(AppUser user, AppName app, String scope, String returnTo) {
        var secret = SessionId.random().value();
        var link = new BegunLink(SessionId.hash(secret), new Owner(user.issuer(), user.subject(), app), scope, returnTo,
                clock.now().plus(LIFE));
        return storage.ask(() -> {
            links.begin(link);
            return link;
        }).thenApply(begun -> {
            tell(AuditEvent.Kind.LINK_BEGUN, user, Optional.empty(), app.value());
            return settings.at("/api/connect/" + seal.close(Purpose.CONNECT_ADDRESS, "", secret));
        });
    }

    /** @param address what the address ends with; @return the link; empty where there is none, or where a browser has taken it */
    public CompletionStage<Optional<BegunLink>> find(String address) {
        return seal.open(Purpose.CONNECT_ADDRESS, "", address).map(SessionId::hash)
                .map(id -> storage.ask(() -> links.find(id, clock.now())))
                .orElse(CompletableFuture.completedFuture(Optional.empty()));
    }

    /** The browser's user agrees, and the address is spent. @return whether it is this browser's */
    public CompletionStage<Boolean> take(BegunLink link) {
        return storage.ask(() -> links.take(link.id(), clock.now(), clock.now().plus(LoginAttempt.LIFE)));
    }

    /** @return what became of the code, which is spent */
    public CompletionStage<Completion> complete(AppUser user, String code, String returnTo) {
        return storage.ask(() -> completions.complete(code, user.issuer(), user.subject(), returnTo, clock.now()))
                .thenCompose(completion -> completion.fold(
                        linked -> grants.opened(user, linked.grant(), linked.replaced()).<Completion>thenApply(told -> linked(user, linked)),
                        foreign -> refused(user, foreign, "foreign_link"),
                        over -> refused(user, over, "invalid_connect_code")));
    }

    /** To be called again and again: a grant that was not completed in time goes, with its token. */
    public CompletionStage<Integer> tidy() {
        return settings.users().isEmpty() ? CompletableFuture.completedFuture(0)
                : gate.inBackground(() -> links.tidy(clock.now()));
    }

    private Completion linked(AppUser user, Completion.Linked linked) {
        tell(AuditEvent.Kind.LINKED, user, Optional.of(linked.grant()), linked.grant().app().value());
        return linked;
    }

    private CompletionStage<Completion> refused(AppUser user, Completion completion, String why) {
        tell(AuditEvent.Kind.LINK_REFUSED, user, Optional.empty(), why);
        return CompletableFuture.completedFuture(completion);
    }

    private void tell(AuditEvent.Kind kind, AppUser user, Optional<GrantCopy> grant, String reason) {
        audit.fire(new AuditEvent(kind, grant.map(GrantCopy::session), Optional.of(user.subject()), Optional.of(reason)));
    }
}
