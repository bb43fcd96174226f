package io.sostenuto.settings.entity;

import java.net.URI;
import java.util.Locale;

/**
 * Origins as browsers write them: lower case, without the scheme's own port.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454 section 6.2</a>
 */
public final class Origins {

    private Origins() {
    }

    /** @return scheme, host and port of an absolute http(s) URL */
    public static String of(URI url) {
        var scheme = url.getScheme().toLowerCase(Locale.ROOT);
        var host = url.getHost().toLowerCase(Locale.ROOT);
        var usual = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host + (url.getPort() < 0 || url.getPort() == usual ? "" : ":" + url.getPort());
    }
}
