package io.sostenuto.settings.entity;

import java.util.Optional;

/**
 * One address, or all that begin with the same bits.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4632#section-3.1">RFC 4632 section 3.1</a>
 */
public record IpRange(IpAddress first, int bits) {

    /** @return the range of {@code 10.0.0.0/8}, {@code 2001:db8::/32} or of one address; empty where it is none of these */
    public static Optional<IpRange> parse(String text) {
        var slash = text.indexOf('/');
        return IpAddress.parse(slash < 0 ? text : text.substring(0, slash)).flatMap(first -> {
            var most = first.bytes().length * 8;
            return slash < 0 ? Optional.of(new IpRange(first, most))
                    : Optional.of(text.substring(slash + 1)).filter(bits -> bits.matches("[0-9]{1,3}")).map(Integer::parseInt)
                            .filter(bits -> bits <= most).map(bits -> new IpRange(first, bits));
        });
    }

    public boolean contains(IpAddress address) {
        var mine = first.bytes();
        var other = address.bytes();
        if (mine.length != other.length) {
            return false;
        }
        for (var bit = 0; bit < bits; bit++) {
            var mask = 0x80 >> bit % 8;
            if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
