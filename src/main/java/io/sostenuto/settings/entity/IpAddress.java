package io.sostenuto.settings.entity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of IPv4 or IPv6, read from a literal: no name is ever looked up. An IPv4 address that is written as one of
 * IPv6 ({@code ::ffff:192.0.2.1}) is the IPv4 address.
 */
public final class IpAddress {

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)[0-9a-fA-F:][0-9a-fA-F:.]*");
    private static final int LONGEST = 45;
    /** What a provider gives one customer of IPv6: who has it has all of its addresses. */
    private static final int NETWORK_OF_IPV6 = 8;

    private final byte[] bytes;

    private IpAddress(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @return the address; empty where the text is no literal. A zone ({@code %eth0}) is left out */
    public static Optional<IpAddress> parse(String text) {
        var literal = text.indexOf(':') >= 0 && text.indexOf('%') > 0 ? text.substring(0, text.indexOf('%')) : text;
        if (literal.length() > LONGEST || !IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new IpAddress(InetAddress.getByName(literal).getAddress()));
        } catch (UnknownHostException noAddress) {
            return Optional.empty();
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** @return what one who asks much is known by: the address, or the /64 of IPv6 that it is in */
    public String network() {
        return HexFormat.of().formatHex(bytes.length == 4 ? bytes : Arrays.copyOf(bytes, NETWORK_OF_IPV6));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** @return as people write it */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
