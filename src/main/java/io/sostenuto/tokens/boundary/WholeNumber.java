package io.sostenuto.tokens.boundary;

import java.util.Optional;
import java.util.regex.Pattern;

/** An optional query parameter that is a whole number in a range. */
record WholeNumber(Optional<Integer> value, boolean isWrong) {

    static final WholeNumber ABSENT = new WholeNumber(Optional.empty(), false);
    private static final WholeNumber WRONG = new WholeNumber(Optional.empty(), true);
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    /** @return this parameter with a value that was sent, wrong where it had one before */
    WholeNumber and(String sent, int least, int most) {
        if (this != ABSENT || !DIGITS.matcher(sent).matches()) {
            return WRONG;
        }
        var number = Long.parseLong(sent);
        return number >= least && number <= most ? new WholeNumber(Optional.of((int) number), false) : WRONG;
    }
}
