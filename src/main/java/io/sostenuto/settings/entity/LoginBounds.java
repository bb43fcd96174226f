package io.sostenuto.settings.entity;

import java.util.List;

/**
 * How many logins are too many, and how those who begin them are told apart.
 *
 * @param perMinute     of one address, begun and, apart from these, brought back with a code; 0 for no bound
 * @param perSecond     of a node; 0 for no bound
 * @param addressHeader in lower case: where a trusted proxy says for whom it asks
 */
public record LoginBounds(int perMinute, int perSecond, List<IpRange> trustedProxies, String addressHeader) {

    public boolean trusts(IpAddress proxy) {
        return trustedProxies.stream().anyMatch(range -> range.contains(proxy));
    }
}
