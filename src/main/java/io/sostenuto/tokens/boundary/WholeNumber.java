package io.sostenuto.tokens.boundary;

import java.util.List;
import java.util.Optional;

/** An optional query parameter that is a whole number in a range. */
record WholeNumber(Optional<Integer> value, boolean isWrong) {

    private static final WholeNumber NONE = new WholeNumber(Optional.empty(), false);

    /** @param sent the parameter's values, undecoded or not: a number needs no code; null where there is none */
    static WholeNumber read(List<String> sent, int least, int most) {
        if (sent == null) {
            return NONE;
        }
        if (sent.size() != 1 || !sent.get(0).matches("[0-9]{1,18}")) {
            return new WholeNumber(Optional.empty(), true);
        }
        var number = Long.parseLong(sent.get(0));
        var fits = number >= least && number <= most;
        return new WholeNumber(fits ? Optional.of((int) number) : Optional.empty(), !fits);
    }
}
