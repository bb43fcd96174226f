package io.sostenuto.web.boundary;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.IpAddress;
import io.sostenuto.settings.entity.LoginBounds;
import io.sostenuto.settings.entity.Settings;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * From which address a request comes: the peer, or what a trusted proxy says of it. For bounds and the audit log alone;
 * nothing is allowed to anybody for it.
 */
@ApplicationSingleton
public class ClientAddress {

    private static final Logger LOG = Logger.getLogger(ClientAddress.class.getName());
    private static final List<String> USUAL = List.of("x-forwarded-for", "forwarded");

    private final LoginBounds bounds;
    private final AtomicBoolean told = new AtomicBoolean();

    @Inject
    public ClientAddress(Settings settings) {
        this.bounds = settings.logins();
    }

    /** @return the address; empty where the server does not tell one that can be read */
    public Optional<IpAddress> of(HttpServletRequest request) {
        var peer = Optional.ofNullable(request.getRemoteAddr()).flatMap(IpAddress::parse);
        if (peer.filter(bounds::trusts).isPresent()) {
            return told(request).or(() -> peer);
        }
        peer.filter(stranger -> forwards(request)).ifPresent(this::tellOnce);
        return peer;
    }

    /** The rightmost entry that is no proxy of ours: what is left of it, anybody may have written. */
    private Optional<IpAddress> told(HttpServletRequest request) {
        var entries = Stream.of(String.join(",", Collections.list(request.getHeaders(bounds.addressHeader()))).split(","))
                .map(String::strip).filter(entry -> !entry.isEmpty()).toList();
        for (var last = entries.size() - 1; last >= 0; last--) {
            var address = IpAddress.parse(withoutPort(entries.get(last)));
            if (address.isEmpty() || !bounds.trusts(address.get())) {
                return address;
            }
        }
        return Optional.empty();
    }

    private static String withoutPort(String entry) {
        if (entry.startsWith("[")) {
            return entry.indexOf(']') < 0 ? "" : entry.substring(1, entry.indexOf(']'));
        }
        var colon = entry.indexOf(':');
        return colon >= 0 && colon == entry.lastIndexOf(':') ? entry.substring(0, colon) : entry;
    }

    private boolean forwards(HttpServletRequest request) {
        return Stream.concat(Stream.of(bounds.addressHeader()), USUAL.stream()).anyMatch(name -> request.getHeader(name) != null);
    }

    private void tellOnce(IpAddress stranger) {
        if (told.compareAndSet(false, true)) {
            LOG.log(Level.WARNING, "{0} says for whom it asks and is none of sostenuto.trusted-proxies: all that come by it"
                    + " count as one address. If it is your proxy, name it there", stranger);
        }
    }
}
