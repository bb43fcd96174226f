package io.sostenuto.sessions.boundary;

import jakarta.servlet.http.HttpServletRequest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The cookies of a request, read by the product and not by the server: servers read them by rules of their own, refuse
 * or drop one for what a neighbour's holds, or depend on how the octets have arrived. Pairs are told apart by semicolons
 * and nothing else; a name ends at the first equals sign; what has none is a value without a name.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpbis-rfc6265bis/">RFC 6265bis, 4.2.1 and 5.8.3: what
 * browsers send</a>
 */
final class CookieHeader {

    /** One cookie, as it was sent. */
    record Pair(String name, String value) {
        @Override
        public String toString() {
            return "Pair[***]";
        }
    }

    private CookieHeader() {
    }

    /** @return all of them in their order; with HTTP/2 there may be several headers */
    static List<Pair> read(HttpServletRequest request) {
        var pairs = new ArrayList<Pair>();
        Collections.list(request.getHeaders("Cookie")).forEach(header -> read(header, pairs));
        return pairs;
    }

    private static void read(String header, List<Pair> pairs) {
        for (var begin = 0; begin < header.length();) {
            var semicolon = header.indexOf(';', begin);
            var end = semicolon < 0 ? header.length() : semicolon;
            var equals = header.indexOf('=', begin);
            if (equals >= begin && equals < end) {
                pairs.add(new Pair(stripped(header, begin, equals), stripped(header, equals + 1, end)));
            }
            begin = end + 1;
        }
    }

    /** Without the blanks and tabs around it. */
    private static String stripped(String text, int from, int to) {
        var begin = from;
        var end = to;
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char one) {
        return one == ' ' || one == '\t';
    }
}
