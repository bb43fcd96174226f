package io.sostenuto.audit;

import io.sostenuto.audit.AuditEvent.Kind;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What anybody can cause from outside fills no disk: so many lines a minute of each kind; the metrics count them all. */
@ApplicationScoped
public class AuditBrake {

    private static final Set<Kind> FROM_OUTSIDE = Set.of(Kind.COOKIE_REFUSED, Kind.ORIGIN_REFUSED, Kind.LOGIN_FAILED,
            Kind.ADMIN_REFUSED);
    private static final int A_MINUTE = 60;
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<Kind, Integer> written = new EnumMap<>(Kind.class);
    private long minuteBegan = System.nanoTime();

    synchronized boolean admits(Kind kind) {
        if (!FROM_OUTSIDE.contains(kind)) {
            return true;
        }
        if (System.nanoTime() - minuteBegan > MINUTE_NANOS) {
            written.clear();
            minuteBegan = System.nanoTime();
        }
        return written.merge(kind, 1, Integer::sum) <= A_MINUTE;
    }
}
