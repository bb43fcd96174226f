package io.sostenuto.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The runnable jar of the commit {@code previous.commit} of this repository, built in a work tree of its own. */
public final class PreviousRelease {

    private static final Path FOLDER = Path.of(System.getProperty("test.directory"), "previous").toAbsolutePath();
    private static final Path TREE = FOLDER.resolve("tree");
    private static final Path LOG = FOLDER.resolve("build.log");
    private static final long MINUTES = 20;

    private PreviousRelease() {
    }

    public static String commit() {
        return System.getProperty("previous.commit");
    }

    /** Without git, this commit or a build of it the test fails: there is nothing else to run beside this release. */
    public static Path jar() throws IOException, InterruptedException {
        Files.createDirectories(FOLDER);
        Files.deleteIfExists(LOG);
        if (!runs(Path.of(""), "git", "cat-file", "-e", commit() + "^{commit}")) {
            throw new AssertionError("The commit " + commit() + ", whose nodes run beside this one's, is not here: this test "
                    + "needs git and the repository's history (git fetch --unshallow), or another commit by -Dprevious.commit=…");
        }
        System.out.println("The release before is the commit " + commit());
        runs(Path.of(""), "git", "worktree", "remove", "--force", TREE.toString());
        try {
            succeeds(Path.of(""), "git", "worktree", "add", "--force", "--detach", TREE.toString(), commit());
            succeeds(TREE, maven(), "--batch-mode", "--no-transfer-progress", "package", "-Dmaven.test.skip", "-DskipTests",
                    "-Dspotless.check.skip", "-Dspotbugs.skip", "-Dcyclonedx.skip",
                    "-Dmaven.repo.local=" + System.getProperty("localRepository"));
            return Files.copy(TREE.resolve("target/sostenuto.jar"), FOLDER.resolve("sostenuto.jar"),
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            runs(Path.of(""), "git", "worktree", "remove", "--force", TREE.toString());
        }
    }

    private static String maven() {
        return System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
    }

    private static void succeeds(Path folder, String... command) throws IOException, InterruptedException {
        if (!runs(folder, command)) {
            throw new AssertionError("The commit " + commit() + " could not be built: see " + LOG);
        }
    }

    private static boolean runs(Path folder, String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(List.of(command)).directory(folder.toAbsolutePath().toFile())
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile())).start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return false;
            }
            return process.exitValue() == 0;
        } catch (IOException unavailable) {
            return false;
        }
    }
}
