package io.sostenuto.tokens.control;

import io.sostenuto.sessions.entity.Moment;
import jakarta.ws.rs.core.Form;
import jakarta.ws.rs.core.MultivaluedMap;

/** A form that is sent in time or not at all; {@link SendInTime} sees to it. */
final class TimedForm extends Form {

    private final Moment sendBy;

    TimedForm(MultivaluedMap<String, String> fields, Moment sendBy) {
        super(fields);
        this.sendBy = sendBy;
    }

    boolean isTooLate() {
        return sendBy.isPast();
    }

    Form plain() {
        return new Form(asMap());
    }
}
