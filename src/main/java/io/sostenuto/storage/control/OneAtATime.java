package io.sostenuto.storage.control;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Work that nobody waits for, once at a time. However it ends, and where it cannot even begin, the next may begin. */
public final class OneAtATime {

    private static final Logger LOG = Logger.getLogger(OneAtATime.class.getName());

    private final AtomicBoolean underWay = new AtomicBoolean();

    /** Does nothing where the work is under way. */
    public void begin(Supplier<? extends CompletionStage<?>> work) {
        if (!underWay.compareAndSet(false, true)) {
            return;
        }
        try {
            work.get().whenComplete((done, failure) -> underWay.set(false));
        } catch (RuntimeException | Error notBegun) { // no memory for a thread, or the node ends: whoever waits will be told
            underWay.set(false);
            LOG.log(Level.FINE, "Not begun", notBegun);
        }
    }
}
