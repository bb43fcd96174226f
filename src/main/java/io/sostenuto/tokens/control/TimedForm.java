package io.sostenuto.tokens.control;

import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MultivaluedMap;

/** A form that is sent in time or not at all; {@link SendInTime} sees to it. */
final class TimedForm extends Form {

    private final long sendBy;

    /** @param sendBy on the monotonic clock, in nanoseconds */
    TimedForm(MultivaluedMap<String, String> fields, long sendBy) {
        super(fields);
        this.sendBy = sendBy;
    }

    boolean isTooLate() {
        return sendBy - System.nanoTime() < 0;
    }

    Form plain() {
        return new Form(asMap());
    }
}
