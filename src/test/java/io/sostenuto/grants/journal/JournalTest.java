package io.sostenuto.grants.journal;

import io.sostenuto.FakeClocks;
import io.sostenuto.grants.entity.GrantCopy;
import io.sostenuto.grants.entity.RefreshToken;
import io.sostenuto.grants.entity.SessionId;
import io.sostenuto.sealing.control.Seal;
import io.sostenuto.sealing.entity.Purpose;
import io.sostenuto.sealing.entity.SealKey;
import io.sostenuto.settings.entity.AppName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The journal on a real disk, from one life of the process to the next. */
class JournalTest {

    private static final Instant AUTHORIZED = Instant.parse("2026-11-23T10:00:00Z");

    @TempDir
    private Path data;
    private final SealKey key = SealKey.generate();
    private final SessionId session = SessionId.random();
    private Path folder;

    @BeforeEach
    void name() {
        folder = data.resolve("journal");
    }

    private Journal started(SealKey... keys) {
        var journal = new Journal(new JournalFiles(new Seal(List.of(keys)), folder));
        journal.load();
        return journal;
    }

    private GrantCopy copy(int generation) {
        return new GrantCopy(session, AppName.DEFAULT, Optional.empty(), "streaming", generation, Optional.of(new RefreshToken("AQ-" + generation)),
                AUTHORIZED, false);
    }

    private List<Path> entries() {
        try (var files = Files.list(folder)) {
            return files.toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void whatWasKeptIsThereInTheNextLife() {
        started(key).keep(copy(2));
        assertThat(started(key).grant(session)).contains(copy(2));
    }

    @Test
    void theNewestGenerationCounts() {
        var first = started(key);
        first.keep(copy(3));
        first.keep(copy(2));
        assertThat(started(key).grant(session)).contains(copy(3));
        assertThat(started(key).depth()).isEqualTo(1);
    }

    @Test
    void aGrantThatIsOnlyKeptCountsInThisLifeWhenItIsHeldUntilStored() {
        var journal = started(key);
        journal.keep(copy(2));
        assertThat(journal.depth()).isZero();
        journal.holdUntilStored(copy(2));
        assertThat(journal.waitingGrants()).containsExactly(copy(2));
        journal.done(copy(2));
        assertThat(journal.depth()).isZero();
        assertThat(entries()).isEmpty();
    }

    @Test
    void anEndHoldsInTheNextLifeUntilItIsDone() {
        assertThat(started(key).keepEnd(copy(2))).isTrue();
        var next = started(key);
        assertThat(next.ended(session)).isTrue();
        assertThat(next.waitingEnds()).as("an end needs no token").allMatch(end -> end.refreshToken().isEmpty());
        next.endDone(session);
        assertThat(started(key).ended(session)).isFalse();
    }

    @Test
    void filesAreTheirOwnersAndShowNothing() throws IOException {
        started(key).keep(copy(2));
        var file = entries().get(0);
        assertThat(Files.readString(file)).doesNotContain("AQ-2", session.value());
        assertThat(file.getFileName().toString()).doesNotContain(session.value());
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }

    @Test
    void anEntryTellsWhenItWasSealed() throws IOException {
        var seal = new Seal(List.of(key));
        assertThat(new JournalFiles(seal, folder, new FakeClocks().both).write("an.grant", copy(2))).isTrue();
        assertThat(seal.open(Purpose.JOURNAL, "an.grant", Files.readString(folder.resolve("an.grant"))).orElseThrow())
                .contains("\"t\":" + new FakeClocks().both.wall().toEpochMilli());
    }

    @Test
    void anEntryWhoseKeyIsGoneIsKeptUntilItComesBack() {
        started(key).keep(copy(2));
        assertThat(started(SealKey.generate()).depth()).isZero();
        assertThat(started(SealKey.generate(), key).grant(session)).contains(copy(2));
    }

    @Test
    void aDiskThatTakesNothingIsToldAndForgottenWhenItDoes() throws IOException {
        Files.writeString(folder, "a file where the folder should be");
        var journal = started(key);
        assertThat(journal.isWritable()).isTrue();
        assertThat(journal.keepEnd(copy(2))).isFalse();
        assertThat(journal.isWritable()).isFalse();
        assertThat(journal.ended(session)).as("in this node it holds").isTrue();
        Files.delete(folder);
        journal.check();
        assertThat(journal.isWritable()).isTrue();
        assertThat(entries()).as("the trial leaves nothing behind").isEmpty();
    }
}
