package io.sostenuto;

/** For doubles that fail as the test says. */
public final class Unchecked {

    private Unchecked() {
    }

    /** @return the failure, to be thrown, where it is no error; that is thrown here */
    public static RuntimeException of(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }
}
