package io.sostenuto.login.control;

import io.sostenuto.ApplicationSingleton;
import io.sostenuto.settings.entity.IpAddress;
import io.sostenuto.settings.entity.LoginBounds;
import io.sostenuto.settings.entity.Settings;
import jakarta.inject.Inject;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** How many logins one address may begin and bring back, and how many a node takes: token buckets, in memory. */
@ApplicationSingleton
public class LoginLimits {

    private static final String NODE = "";
    private static final int LINKS_A_MINUTE = 30;

    private final Bounds begun;
    private final Bounds broughtBack;
    private final TokenBuckets linkers;

    @Inject
    public LoginLimits(Settings settings) {
        this(settings.logins(), System::nanoTime);
    }

    LoginLimits(LoginBounds bounds, LongSupplier nanos) {
        this.begun = new Bounds(bounds, nanos);
        this.broughtBack = new Bounds(bounds, nanos);
        this.linkers = new TokenBuckets(LINKS_A_MINUTE, Duration.ofMinutes(1), nanos);
    }

    /** @return whether one more login may be begun; it counts */
    public boolean mayBegin(Optional<IpAddress> address) {
        return begun.admit(address);
    }

    /** @return whether one more login may come back with a code; it counts */
    public boolean mayBringBack(Optional<IpAddress> address) {
        return broughtBack.admit(address);
    }

    /** @return whether this user of the application may begin one more link; it counts, as a login that is begun does */
    public boolean mayLink(String user) {
        return linkers.take(user) && begun.node.take(NODE);
    }

    private static final class Bounds {
        private final TokenBuckets addresses;
        private final TokenBuckets node;

        Bounds(LoginBounds bounds, LongSupplier nanos) {
            addresses = new TokenBuckets(bounds.perMinute(), Duration.ofMinutes(1), nanos);
            node = new TokenBuckets(bounds.perSecond(), Duration.ofSeconds(1), nanos);
        }

        /** Who is one too many himself takes nothing of the node's. */
        boolean admit(Optional<IpAddress> address) {
            return addresses.take(address.map(IpAddress::network).orElse("unknown")) && node.take(NODE);
        }
    }
}
