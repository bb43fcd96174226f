package io.sostenuto.client;

/** A call was refused. Its message holds nothing secret. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.status() + " " + problem.error() + ": " + problem.title());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
