package io.sostenuto.sessions.boundary;

import io.sostenuto.operations.entity.Settings;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sessions.control.SharedClock;
import io.sostenuto.sessions.entity.AuditEvent;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Step 1 of a token request: cookie → opened → the current session. It reads and writes the cookies of
 * {@link CookieName}, and is the only code that does. Whatever is answered under {@code /api} is stored by no cache.
 */
public class SessionFilter extends HttpFilter {

    private static final int LONGEST = 4096;
    /** Without a suffix where a node of an earlier release set it. */
    private static final Pattern LOGIN = Pattern.compile(CookieName.LOGIN.text() + "(-[0-9a-f]{1,64})?");

    @Inject
    private transient Seal seal;
    @Inject
    private transient Settings settings;
    @Inject
    private transient SharedClock clock;
    @Inject
    private transient Event<AuditEvent> audit;
    @Inject
    private transient ClientAddress addresses;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.setHeader("Cache-Control", "no-store");
        var read = new ApiRequest(request);
        var browser = new Browser(new Cookies(seal, request, response, audit),
                settings.sessionsNotBefore().orElse(Instant.MIN), clock.now(),
                request.getHeader("User-Agent"), new Browser.Visit(request, addresses));
        browser.sends(read);
        chain.doFilter(read, response);
    }

    /** The cookies of one request and its answer. */
    static final class Cookies {

        private final Seal seal;
        private final Cookie[] sent;
        private final HttpServletResponse response;
        private final Event<AuditEvent> audit;

        Cookies(Seal seal, HttpServletRequest request, HttpServletResponse response, Event<AuditEvent> audit) {
            this.seal = seal;
            this.audit = audit;
            this.sent = request.getCookies() == null ? new Cookie[0] : request.getCookies();
            this.response = response;
        }

        /** What a login's cookie holds, where it opens. @param length of its name and its value */
        record Login(String suffix, Optional<String> text, int length) {
            @Override
            public String toString() {
                return "Login[***]";
            }
        }

        /** @return the login cookies, those that do not open included */
        List<Login> logins() {
            var prefix = CookieName.LOGIN.text();
            var logins = Stream.of(sent).filter(cookie -> LOGIN.matcher(cookie.getName()).matches())
                    .map(cookie -> new Login(cookie.getName().substring(prefix.length()), open(CookieName.LOGIN, cookie.getValue()),
                            cookie.getName().length() + cookie.getValue().length())).toList();
            if (logins.stream().anyMatch(login -> login.text().isEmpty())) {
                audit.fire(AuditEvent.of(AuditEvent.Kind.COOKIE_REFUSED));
            }
            return logins;
        }

        /** @return what a cookie of this name holds; one that does not open is treated as absent */
        Optional<String> opened(CookieName name) {
            var opened = values(name).flatMap(value -> open(name, value).stream()).findFirst();
            if (opened.isEmpty() && values(name).findAny().isPresent()) {
                audit.fire(AuditEvent.of(AuditEvent.Kind.COOKIE_REFUSED));
            }
            return opened;
        }

        boolean stale(CookieName name) {
            return !values(name).allMatch(seal::current) && values(name).filter(value -> open(name, value).isPresent())
                    .findFirst().filter(value -> !seal.current(value)).isPresent();
        }

        /** @return false, and nothing was set, where name and value together are longer than 4096 octets */
        boolean put(CookieName name, String text, Duration life) {
            return put(name, "", text, life) > 0;
        }

        /** @return the length of name and value together; 0, and nothing was set, where it is more than 4096 octets */
        int put(CookieName name, String suffix, String text, Duration life) {
            var value = seal.close(name.purpose(), "", text);
            var length = name.text().length() + suffix.length() + value.length();
            if (length > LONGEST) {
                return 0;
            }
            add(name, suffix, value, (int) Math.max(1, life.toSeconds()));
            return length;
        }

        void delete(CookieName name) {
            delete(name, "");
        }

        void delete(CookieName name, String suffix) {
            add(name, suffix, "", 0);
        }

        private void add(CookieName name, String suffix, String value, int seconds) {
            var cookie = new Cookie(name.text() + suffix, value);
            cookie.setSecure(true);
            cookie.setHttpOnly(true);
            cookie.setPath("/");
            cookie.setMaxAge(seconds);
            cookie.setAttribute("SameSite", name.sameSite());
            response.addCookie(cookie);
        }

        private Stream<String> values(CookieName name) {
            return Stream.of(sent).filter(cookie -> cookie.getName().equals(name.text())).map(Cookie::getValue);
        }

        private Optional<String> open(CookieName name, String value) {
            return seal.open(name.purpose(), "", value);
        }
    }
}
