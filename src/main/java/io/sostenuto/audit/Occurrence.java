package io.sostenuto.audit;

/** What the metrics count, and nobody else asks for. */
public enum Occurrence {
    /** A caller found a renewal of its session under way in this node and got its result. */
    CALLER_WAITED("sostenuto_callers_waited", "Callers who got the result of a renewal that was under way"),
    /** An attempt broke off without giving its lease back, and another one went on. */
    LEASE_TAKEN_OVER("sostenuto_lease_takeovers", "Leases that were never given back and were taken over"),
    /** A row was brought up to a cookie or a journal entry that knew better. */
    SESSION_HEALED("sostenuto_sessions_healed", "Sessions whose row was brought up from its second copy"),
    /** Spotify answered after the deadline of the call, and what it said was stored. */
    ANSWERED_LATE("sostenuto_late_answers", "Answers of Spotify that came after the deadline of their call and were stored"),
    /** Spotify did not answer until the end of the lease. */
    ANSWER_LOST("sostenuto_lost_answers", "Calls that Spotify had not answered at the end of their lease");

    private final String metric;
    private final String description;

    Occurrence(String metric, String description) {
        this.metric = metric;
        this.description = description;
    }

    public String metric() {
        return metric;
    }

    public String description() {
        return description;
    }
}
