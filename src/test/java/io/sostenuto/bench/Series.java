package io.sostenuto.bench;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One number of each run. */
record Series(List<Double> values) {

    double median() {
        var sorted = values.stream().sorted().toList();
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** @return this one as a multiple of the other, run by run */
    Series over(Series other) {
        return with(other, (mine, theirs) -> mine / theirs);
    }

    /** @return what this one is more than the other, run by run */
    Series minus(Series other) {
        return with(other, (mine, theirs) -> mine - theirs);
    }

    private Series with(Series other, DoubleBinaryOperator operator) {
        if (values.size() != other.values.size()) {
            throw new IllegalArgumentException(values.size() + " runs against " + other.values.size());
        }
        return new Series(IntStream.range(0, values.size())
                .mapToObj(i -> operator.applyAsDouble(values.get(i), other.values.get(i))).toList());
    }

    String text() {
        return values.stream().map(Target::number).collect(Collectors.joining(", "));
    }
}
