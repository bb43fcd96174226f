package io.sostenuto.sessions.boundary;

import io.sostenuto.audit.AuditEvent;
import io.sostenuto.sealing.control.Seal;
import jakarta.enterprise.event.Event;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cookies of one request and its answer: those of {@link CookieName}, which nobody else reads or writes. They are opened
 * and sealed here.
 */
final class SessionCookies {

    private static final int LONGEST = 4096;
    /** Of a login: none where a node of an earlier release set it. */
    private static final Pattern SUFFIX = Pattern.compile("(-[0-9a-f]{1,64})?");
    private static final Logger LOG = Logger.getLogger(SessionCookies.class.getName());
    private static final AtomicBoolean TOLD = new AtomicBoolean();

    private final Seal seal;
    private final List<CookieHeader.Pair> sent;
    private final HttpServletResponse response;
    private final Event<AuditEvent> audit;
    private final HttpServletRequest request;
    private final URI publicUrl;
    /** Whether this browser has brought twins, and twins alone. */
    private final boolean twins;

    SessionCookies(Seal seal, HttpServletRequest request, HttpServletResponse response, Event<AuditEvent> audit, URI publicUrl) {
        this.seal = seal;
        this.audit = audit;
        this.request = request;
        this.publicUrl = publicUrl;
        this.sent = CookieHeader.read(request);
        this.response = response;
        this.twins = bringsTwins();
        if (twins && !TOLD.getAndSet(true)) {
            LOG.log(Level.WARNING, "A browser keeps no Secure cookie at {0}: it gets one without. With https it needs none", publicUrl);
        }
    }

    private boolean bringsTwins() {
        return sent.stream().noneMatch(cookie -> isOurs(cookie.name(), CookieName::text))
                && sent.stream().anyMatch(cookie -> isOurs(cookie.name(), CookieName::twin)) && mayHaveTwins();
    }

    private static boolean isOurs(String name, Function<CookieName, String> form) {
        return name.equals(form.apply(CookieName.SESSION)) || isLogin(name, form.apply(CookieName.LOGIN));
    }

    private static boolean isLogin(String name, String login) {
        return name.startsWith(login) && SUFFIX.matcher(name.substring(login.length())).matches();
    }

    /** The settings admit http on a loopback literal only; what came through a proxy may come from anywhere. */
    private boolean mayHaveTwins() {
        return "http".equals(publicUrl.getScheme()) && Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .noneMatch(name -> name.equals("forwarded") || name.equals("via") || name.startsWith("x-forwarded-"));
    }

    private String nameOf(CookieName name) {
        return twins ? name.twin() : name.text();
    }

    /**
     * What a login's cookie holds, where it opens.
     *
     * @param length of its name and its value, and of its twin's
     */
    record Login(String suffix, Optional<String> text, int length) {
        @Override
        public String toString() {
            return "Login[***]";
        }
    }

    /** @return the login cookies, those that do not open included */
    List<Login> logins() {
        var prefix = nameOf(CookieName.LOGIN);
        var logins = sent.stream().filter(cookie -> isLogin(cookie.name(), prefix))
                .map(cookie -> new Login(cookie.name().substring(prefix.length()), open(CookieName.LOGIN, cookie.value()),
                        withTwin(CookieName.LOGIN, cookie.name().length() + cookie.value().length()))).toList();
        if (logins.stream().anyMatch(login -> login.text().isEmpty())) {
            audit.fire(AuditEvent.of(AuditEvent.Kind.COOKIE_REFUSED));
        }
        return logins;
    }

    /** @return what a cookie of this name holds; one that does not open is treated as absent, and two that differ are both */
    Optional<String> opened(CookieName name) {
        var values = values(name).toList();
        var opened = values.stream().flatMap(value -> open(name, value).stream()).distinct().toList();
        if (opened.size() != 1 && !values.isEmpty()) {
            audit.fire(AuditEvent.of(AuditEvent.Kind.COOKIE_REFUSED));
        }
        return opened.size() == 1 ? Optional.of(opened.get(0)) : Optional.empty();
    }

    boolean stale(CookieName name) {
        return !values(name).allMatch(seal::current) && values(name).filter(value -> open(name, value).isPresent())
                .findFirst().filter(value -> !seal.current(value)).isPresent();
    }

    /** @return false, and nothing was set, where name and value together are longer than 4096 octets */
    boolean put(CookieName name, String text, Duration life) {
        return put(name, "", text, life) > 0;
    }

    /**
     * @return the length of name and value together, and of the twin's where one was set; 0, and nothing was set, where one
     *         cookie is longer than 4096 octets
     */
    int put(CookieName name, String suffix, String text, Duration life) {
        var value = seal.close(name.purpose(), "", text);
        var length = name.text().length() + suffix.length() + value.length();
        if (length > LONGEST) {
            return 0;
        }
        set(name, suffix, value, (int) Math.max(1, life.toSeconds()));
        return withTwin(name, length);
    }

    private int withTwin(CookieName name, int length) {
        return name == CookieName.LOGIN && mayHaveTwins() ? 2 * length : length;
    }

    void delete(CookieName name) {
        delete(name, "");
    }

    void delete(CookieName name, String suffix) {
        set(name, suffix, "", 0);
    }

    /** A login, and its end, under both names where a browser may keep but the one: which one is known when it comes back. */
    private void set(CookieName name, String suffix, String value, int seconds) {
        if (name == CookieName.LOGIN && mayHaveTwins()) {
            add(name, name.text() + suffix, value, seconds, true);
            add(name, name.twin() + suffix, value, seconds, false);
        } else {
            add(name, nameOf(name) + suffix, value, seconds, !twins);
        }
    }

    private void add(CookieName name, String text, String value, int seconds, boolean secure) {
        var cookie = new Cookie(text, value);
        cookie.setSecure(secure);
        cookie.setHttpOnly(true);
        cookie.setPath("/");
        cookie.setMaxAge(seconds);
        cookie.setAttribute("SameSite", name.sameSite());
        response.addCookie(cookie);
    }

    private Stream<String> values(CookieName name) {
        return sent.stream().filter(cookie -> cookie.name().equals(nameOf(name))).map(CookieHeader.Pair::value);
    }

    private Optional<String> open(CookieName name, String value) {
        return seal.open(name.purpose(), "", value);
    }
}
