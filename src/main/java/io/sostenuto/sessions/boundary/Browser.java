package io.sostenuto.sessions.boundary;

import io.sostenuto.audit.LineLimit;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.store.GrantCopyText;
import io.sostenuto.sessions.entity.Device;
import io.sostenuto.settings.entity.IpAddress;
import io.sostenuto.web.boundary.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The browser behind a request, as far as its cookies tell: what they hold, opened, and new ones for the answer. It is
 * made by {@link SessionFilter}, and lives as long as the request.
 */
public final class Browser {

    private static final LineLimit LINES = new LineLimit(Logger.getLogger(Browser.class.getName()));

    private final SessionCookies cookies;
    private final Instant notBefore;
    private final Instant now;
    private final String userAgent;
    private final Visit visit;
    private Optional<GrantCopy> session;

    /** The request that it comes with, for what few ask; good on the request's own thread alone. */
    record Visit(HttpServletRequest request, ClientAddress addresses) {
    }

    /**
     * One of the logins under way in it.
     *
     * @param suffix of its cookie's name
     * @param length of name and value together
     */
    public record Login(String suffix, String text, int length) {
        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    Browser(SessionCookies cookies, Instant notBefore, Instant now, String userAgent, Visit visit) {
        this.cookies = cookies;
        this.notBefore = notBefore;
        this.now = now;
        this.userAgent = userAgent;
        this.visit = visit;
    }

    /** Makes it known to who has the request. */
    void sends(HttpServletRequest request) {
        request.setAttribute(Browser.class.getName(), this);
    }

    /** @return the browser that sent this request, after {@link SessionFilter} */
    public static Browser behind(HttpServletRequest request) {
        return (Browser) request.getAttribute(Browser.class.getName());
    }

    /** @return the grant that the session cookie holds; empty where there is none that opens and could be valid */
    public Optional<GrantCopy> session() {
        if (session == null) {
            session = cookies.opened(CookieName.SESSION)
                    .flatMap(text -> GrantCopyText.read(text, notBefore))
                    .filter(copy -> copy.end().isAfter(now));
        }
        return session;
    }

    /** @return what the redirect carried that it followed; ask on the request's own thread */
    public Redirected redirect() {
        return Redirected.of(visit.request());
    }

    /** @return whether it asks ahead of its user, who knows nothing of it; ask on the request's own thread */
    public boolean isAheadOfUser() {
        return AheadOfUser.is(visit.request());
    }

    /** @return whence it comes, see {@link ClientAddress}; ask on the request's own thread */
    public Optional<IpAddress> address() {
        return visit.addresses().of(visit.request());
    }

    /** @return what a person calls it, as far as it says so itself */
    public Optional<String> device() {
        return Device.named(userAgent);
    }

    /** @return whether the session cookie was sealed with a key that does not seal any more */
    public boolean sessionIsStale() {
        return cookies.stale(CookieName.SESSION);
    }

    /** Answers with a session cookie that holds this copy; one that is too long leaves the refresh token out. */
    public void keep(GrantCopy copy) {
        var sealedAt = now.isBefore(notBefore) ? notBefore : now; // what we seal ourselves is to open
        var left = Duration.between(now, copy.end());
        var life = left.compareTo(GrantCopy.LIFE) > 0 ? GrantCopy.LIFE : left; // a slow login began before it was authorized
        if (!cookies.put(CookieName.SESSION, GrantCopyText.write(copy, sealedAt), life)) {
            LINES.log(Level.WARNING, "Session {0}: its refresh token is too long for a cookie and is kept in the database only",
                    copy.session());
            cookies.put(CookieName.SESSION, GrantCopyText.write(copy.withoutToken(), sealedAt), life);
        }
    }

    /** @return the logins under way, as {@link #keepLogin} sealed them */
    public List<Login> logins() {
        return cookies.logins().stream().flatMap(login -> login.text()
                .map(text -> new Login(login.suffix(), text, login.length())).stream()).toList();
    }

    /** @return the length of its cookie's name and value together; 0, and it is not kept, where that is more than a cookie may have */
    public int keepLogin(String suffix, String text, Duration life) {
        return cookies.put(CookieName.LOGIN, suffix, text, life);
    }

    public void forgetLogin(String suffix) {
        cookies.delete(CookieName.LOGIN, suffix);
    }

    /** Forgets every login under way, those whose cookies do not open included. */
    public void forgetLogins() {
        cookies.logins().forEach(login -> forgetLogin(login.suffix()));
    }

    public void forgetSession() {
        cookies.delete(CookieName.SESSION);
    }
}
