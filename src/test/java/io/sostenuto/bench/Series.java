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

    /**
     * @return between which two the true median lies, with 95 percent or more where there are six runs at least: of eleven,
     * the second lowest and the second highest
     */
    List<Double> interval() {
        var sorted = values.stream().sorted().toList();
        var rank = 0;
        var ways = 1.0; // to have so many of the runs below the true median
        var outside = 2 * ways;
        while (rank < sorted.size() / 2) {
            ways = ways * (sorted.size() - rank) / (rank + 1);
            outside += 2 * ways;
            if (outside > 0.05 * Math.pow(2, sorted.size())) {
                break;
            }
            rank++;
        }
        return List.of(sorted.get(rank), sorted.get(sorted.size() - 1 - rank));
    }

    String text() {
        return values.stream().map(Target::number).collect(Collectors.joining(", "));
    }
}
