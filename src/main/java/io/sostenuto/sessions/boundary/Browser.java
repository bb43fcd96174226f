package io.sostenuto.sessions.boundary;

import io.sostenuto.sessions.control.GrantCopies;
import io.sostenuto.sessions.entity.Device;
import io.sostenuto.sessions.entity.GrantCopy;
import jakarta.servlet.http.HttpServletRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The browser behind a request, as far as its cookies tell: what they hold, opened, and new ones for the answer. It is
 * made by {@link SessionFilter}, which alone touches the cookies themselves, and lives as long as the request.
 */
public final class Browser {

    private static final Logger LOG = Logger.getLogger(Browser.class.getName());

    private final SessionFilter.Cookies cookies;
    private final Instant notBefore;
    private final Instant now;
    private final String userAgent;
    private final Redirected redirected;
    private Optional<GrantCopy> session;
    private Object finding;

    Browser(SessionFilter.Cookies cookies, Instant notBefore, Instant now, String userAgent, Redirected redirected) {
        this.cookies = cookies;
        this.notBefore = notBefore;
        this.now = now;
        this.userAgent = userAgent;
        this.redirected = redirected;
    }

    /** Makes it known to who has the request. */
    void sends(HttpServletRequest request) {
        request.setAttribute(Browser.class.getName(), this);
    }

    /** @return the browser that sent this request, after {@link SessionFilter} */
    public static Browser behind(HttpServletRequest request) {
        return (Browser) request.getAttribute(Browser.class.getName());
    }

    /** Keeps what a filter has found out about this request, for who has the request next. */
    public void found(Object what) {
        finding = what;
    }

    /** @return what a filter has found out, if it is of this kind */
    public <T> Optional<T> finding(Class<T> kind) {
        return Optional.ofNullable(finding).filter(kind::isInstance).map(kind::cast);
    }

    /** @return the grant that the session cookie holds; empty where there is none that opens and could be valid */
    public Optional<GrantCopy> session() {
        if (session == null) {
            session = cookies.opened(CookieName.SESSION)
                    .flatMap(text -> GrantCopies.read(text, notBefore))
                    .filter(copy -> copy.end().isAfter(now));
        }
        return session;
    }

    /** @return {@code state}, {@code code} or {@code error} of the redirect that the browser followed */
    public Optional<String> parameter(String name) {
        return redirected.parameter(name);
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
        if (!cookies.put(CookieName.SESSION, GrantCopies.write(copy, sealedAt), life)) {
            LOG.log(Level.WARNING, "Session {0}: its refresh token is too long for a cookie and is kept in the database only",
                    copy.session());
            cookies.put(CookieName.SESSION, GrantCopies.write(copy.withoutToken(), sealedAt), life);
        }
    }

    /** @return the text that {@link #keepLogin} sealed */
    public Optional<String> login() {
        return cookies.opened(CookieName.LOGIN);
    }

    public void keepLogin(String text, Duration life) {
        cookies.put(CookieName.LOGIN, text, life);
    }

    public void forgetLogin() {
        cookies.delete(CookieName.LOGIN);
    }

    public void forgetSession() {
        cookies.delete(CookieName.SESSION);
    }
}
