package io.sostenuto.bench;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.util.concurrent.TimeUnit;

/** What a token request is made of, by itself. */
final class JmhRow implements Row.Measurement {

    private static final String BENCHMARKS = "io\\.sostenuto\\..*Benchmark.*";

    private final Scale scale;

    JmhRow(Servers servers) {
        scale = servers.scale();
    }

    @Override
    public Measured measure() throws Exception {
        var measured = new Measured("JMH: microseconds a call");
        var options = new OptionsBuilder().include(BENCHMARKS).mode(Mode.AverageTime).timeUnit(TimeUnit.MICROSECONDS)
                .threads(1).verbosity(VerboseMode.SILENT).shouldFailOnError(true);
        if (!scale.isTiny()) {
            options.forks(1).warmupIterations(3).measurementIterations(5)
                    .warmupTime(TimeValue.seconds(1)).measurementTime(TimeValue.seconds(1));
        } else {
            options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(50));
        }
        for (var result : new Runner(options.build()).run()) {
            var name = result.getParams().getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.", "$1: ") + ", µs";
            result.getBenchmarkResults().forEach(run -> run.getIterationResults().forEach(iteration ->
                    measured.note(name, iteration.getPrimaryResult().getScore())));
            measured.line(name, Target.NONE, measured.of(name));
        }
        return measured;
    }
}
