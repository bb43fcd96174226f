package io.sostenuto.accounts.transport;

import io.sostenuto.accounts.entity.AttemptTime;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MultivaluedMap;

/** A form that is sent in time or not at all; {@link SendInTime} sees to it. */
public final class TimedForm extends Form {

    private final AttemptTime time;

    public TimedForm(MultivaluedMap<String, String> fields, AttemptTime time) {
        super(fields);
        this.time = time;
    }

    boolean isTooLate() {
        return time.sendBy().isPast();
    }

    /** A connection was made that took longer than it may: nobody waits for the answer any more. */
    boolean isOver() {
        return time.answerBy().isPast();
    }

    Form plain() {
        return new Form(asMap());
    }
}
