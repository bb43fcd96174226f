package io.sostenuto.audit;

import io.sostenuto.audit.AuditEvent.Kind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What anybody can cause from outside fills no disk: so many lines a minute of each kind; the metrics count them all. */
@ApplicationScoped
public class AuditBrake {

    private static final Set<Kind> FROM_OUTSIDE = Set.of(Kind.COOKIE_REFUSED, Kind.ORIGIN_REFUSED, Kind.LOGIN_FAILED,
            Kind.LINK_REFUSED, Kind.ADMIN_REFUSED, Kind.CLIENT_REFUSED);
    private static final int A_MINUTE = 60;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Kind, Integer> written = new EnumMap<>(Kind.class);
    private final LongSupplier nanos;
    private long minuteBegan;

    @Inject
    public AuditBrake() {
        this(System::nanoTime);
    }

    /** @param nanos the monotonic clock */
    AuditBrake(LongSupplier nanos) {
        this.nanos = nanos;
        this.minuteBegan = nanos.getAsLong();
    }

    /** @return whether a line of this kind is written now; it counts as one */
    synchronized boolean admits(Kind kind) {
        if (!FROM_OUTSIDE.contains(kind)) {
            return true;
        }
        var now = nanos.getAsLong();
        if (now - minuteBegan > MINUTE_NANOS) {
            written.clear();
            minuteBegan = now;
        }
        return written.merge(kind, 1, Integer::sum) <= A_MINUTE;
    }
}
