package io.sostenuto.login.boundary;

import io.sostenuto.login.control.LoginAttempts;
import io.sostenuto.login.entity.LoginAttempt;
import io.sostenuto.sessions.boundary.Browser;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The logins that a browser has begun and not ended, each in a cookie of its own: so many, and so many octets of them, that
 * they leave room for other cookies; then the oldest makes room.
 */
final class LoginsUnderWay {

    private static final int MOST = 6;
    /** With the session's cookie and an address of 1,024 characters, well below the 16 KB of cookies that pass everywhere. */
    private static final int MOST_OCTETS = 8_000;

    /** One that can still end well, and its cookie. */
    record UnderWay(LoginAttempt attempt, Browser.Login cookie) {
    }

    private final Browser browser;
    private final List<UnderWay> all;

    private LoginsUnderWay(Browser browser, List<UnderWay> all) {
        this.browser = browser;
        this.all = all;
    }

    static LoginsUnderWay in(Browser browser, Instant now) {
        return new LoginsUnderWay(browser, browser.logins().stream()
                .flatMap(cookie -> LoginAttempts.read(cookie.text(), now).map(attempt -> new UnderWay(attempt, cookie)).stream())
                .sorted(Comparator.comparing((UnderWay login) -> login.attempt().end()).reversed()).toList());
    }

    /** @return the name that they share; that of the newest one */
    Optional<String> name() {
        return all.stream().filter(login -> login.attempt().link().isEmpty()).findFirst().map(login -> login.attempt().name());
    }

    /** @return the one that was begun with one of these states */
    Optional<UnderWay> begunWith(List<String> states) {
        return all.stream().filter(login -> LoginAttempts.matches(login.attempt(), states)).findFirst();
    }

    /** Keeps one more. An address that no cookie has room for is forgotten. */
    LoginAttempt add(LoginAttempt begun) {
        var octets = browser.keepLogin(begun.suffix(), LoginAttempts.write(begun), LoginAttempt.LIFE);
        if (octets == 0) {
            return add(begun.toPlayerPage());
        }
        for (var older : tooMany(octets)) {
            browser.forgetLogin(older.cookie().suffix());
        }
        return begun;
    }

    /** This one ends: its cookie goes, and those that were begun at the same moment, and know nothing of it, get its name. */
    void end(UnderWay ended, Instant now) {
        browser.forgetLogin(ended.cookie().suffix());
        if (ended.attempt().link().isPresent()) {
            return;
        }
        var name = ended.attempt().name();
        all.stream().filter(other -> other != ended && other.attempt().link().isEmpty() && !other.attempt().name().equals(name)).forEach(other ->
                browser.keepLogin(other.cookie().suffix(), LoginAttempts.write(other.attempt().named(name)),
                        Duration.between(now, other.attempt().end())));
    }

    private List<UnderWay> tooMany(int octets) {
        var sum = octets;
        var kept = 1;
        var gone = new ArrayList<UnderWay>();
        for (var login : all) {
            sum += login.cookie().length();
            kept++;
            if (kept > MOST || sum > MOST_OCTETS) {
                gone.add(login);
            }
        }
        return gone;
    }
}
