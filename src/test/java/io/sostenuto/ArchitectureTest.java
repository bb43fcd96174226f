package io.sostenuto;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Entity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows of the house. */
class ArchitectureTest {

    /** From the ground up: a room knows those on the floors below it, and no other. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("settings"),
            List.of("storage", "sealing"),
            List.of("grants"),
            List.of("audit", "accounts"),
            List.of("web", "issuers"),
            List.of("sessions", "renewals"),
            List.of("users"),
            List.of("tokens", "login"),
            List.of("backends"),
            List.of("operations"));
    /** The runnable jar, and what Java integrators take: neither is part of the WAR's house. */
    private static final List<String> BESIDE = List.of("launcher", "client");

    /** Where the path of a file names its room. */
    private static final int ROOM = 5;

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.sostenuto");
        assertThat(house.size()).as("classes to look at").isGreaterThan(50);
    }

    @Test
    void everyRoomHasAFloor() {
        var rooms = house.stream().map(JavaClass::getPackageName).filter(name -> !name.equals("io.sostenuto"))
                .map(name -> name.split("\\.")[2]).collect(Collectors.toCollection(TreeSet::new));
        assertThat(house.stream().filter(type -> type.getPackageName().equals("io.sostenuto")).map(JavaClass::getSimpleName))
                .as("what stands before all rooms").containsExactly("ApplicationSingleton");
        assertThat(rooms).containsExactlyInAnyOrderElementsOf(
                Stream.concat(FLOORS.stream().flatMap(List::stream), BESIDE.stream()).toList());
    }

    @Test
    void eachRoomKnowsThoseBelowItAlone() {
        for (var floor = 0; floor < FLOORS.size(); floor++) {
            for (var room : FLOORS.get(floor)) {
                var others = FLOORS.stream().skip(floor).flatMap(List::stream).filter(other -> !other.equals(room))
                        .map(other -> "io.sostenuto." + other + "..").toArray(String[]::new);
                noClasses().that().resideInAPackage("io.sostenuto." + room + "..").should().dependOnClassesThat()
                        .resideInAnyPackage(others).check(house);
            }
        }
    }

    /** What stands in a Javadoc alone is in no class file. */
    @Test
    void noFileImportsFromAbove() throws IOException {
        try (var files = Files.walk(Path.of("src/main/java/io/sostenuto"))) {
            for (var file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
                var floor = floor(file.getName(ROOM).toString());
                var imported = Pattern.compile("(?m)^import (?:static )?io\\.sostenuto\\.(\\w+)\\.").matcher(Files.readString(file)).results()
                        .map(hit -> hit.group(1)).filter(room -> !room.equals(file.getName(ROOM).toString())).toList();
                assertThat(imported).as(file.toString()).allMatch(room -> floor(room) < floor);
            }
        }
    }

    private static int floor(String room) {
        return IntStream.range(0, FLOORS.size()).filter(floor -> FLOORS.get(floor).contains(room)).findFirst().orElse(FLOORS.size());
    }

    @Test
    void noTwoRoomsKnowEachOther() {
        slices().matching("io.sostenuto.(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void withinARoomNothingPointsUp() {
        noClasses().that().resideInAPackage("..entity..").should().dependOnClassesThat(
                JavaClass.Predicates.resideInAPackage("io.sostenuto..").and(
                        JavaClass.Predicates.resideOutsideOfPackages("..entity..", "io.sostenuto.storage.time..", "io.sostenuto.audit..")))
                .check(house);
        noClasses().that().resideOutsideOfPackages("..boundary..", "io.sostenuto.operations..").should().dependOnClassesThat()
                .resideInAPackage("..boundary..").check(house);
    }

    /** A record could not promise that nobody changes it. */
    @Test
    void noRecordHoldsAnEntity() {
        var entities = house.stream().filter(type -> type.isAnnotatedWith(Entity.class)).toList();
        assertThat(entities).as("entities to look for").hasSizeGreaterThan(1);
        var records = house.stream().filter(JavaClass::isRecord).toList();
        assertThat(records).as("records to look at").hasSizeGreaterThan(20);
        assertThat(records).allSatisfy(type -> assertThat(type.getFields()).as(type.getName())
                .noneMatch(field -> field.getAllInvolvedRawTypes().stream().anyMatch(entities::contains)
                        && !field.getRawType().getPackageName().equals("java.util.function")));
    }

    @Test
    void noFolderIsFull() {
        var perFolder = house.stream().filter(JavaClass::isTopLevelClass).filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        assertThat(perFolder).allSatisfy((folder, files) -> assertThat(files).as(folder).isLessThanOrEqualTo(14));
    }

    @Test
    void eachOutsideWorldHasOneDoor() {
        noClasses().that().resideOutsideOfPackages("io.sostenuto.web.boundary..", "io.sostenuto.sessions.boundary..",
                "io.sostenuto.users.boundary..", "io.sostenuto.tokens.boundary..", "io.sostenuto.login.boundary..", "io.sostenuto.backends.boundary..").should().dependOnClassesThat().resideInAPackage("jakarta.servlet..").check(house);
        noClasses().that().resideOutsideOfPackage("io.sostenuto.sealing..")
                .should().dependOnClassesThat().resideInAPackage("com.google.crypto.tink..").check(house);
        noClasses().that().resideOutsideOfPackages("io.sostenuto.grants.store..", "io.sostenuto.storage.control..")
                .and().doNotHaveSimpleName("RateLimitRow")
                .should().dependOnClassesThat().haveFullyQualifiedName("jakarta.persistence.EntityManager").check(house);
        noClasses().that().resideOutsideOfPackage("io.sostenuto.launcher..")
                .should().dependOnClassesThat().resideInAPackage("fish.payara..").check(house);
        noClasses().that().resideOutsideOfPackages("..boundary..", "io.sostenuto.accounts..", "io.sostenuto.issuers..", "io.sostenuto.operations..",
                "io.sostenuto.login.control..", "io.sostenuto.launcher..", "io.sostenuto.client..")
                .should().dependOnClassesThat().resideInAPackage("jakarta.ws.rs..").check(house);
    }

    @Test
    void theWarDoesNotKnowTheLauncher() {
        noClasses().that().resideOutsideOfPackage("io.sostenuto.launcher..")
                .should().dependOnClassesThat().resideInAPackage("io.sostenuto.launcher..").check(house);
        classes().that().resideInAPackage("io.sostenuto.launcher..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.sostenuto.launcher..", "java..", "javax.sql..", "javax.management..", "javax.net.ssl..",
                        "com.sun.net.httpserver..", "sun.misc..", "fish.payara..", "jakarta.ws.rs..",
                        "org.eclipse.microprofile.rest..", "org.glassfish.jersey..", "org.postgresql..").check(house);
    }

    @Test
    void theClientAndTheProductDoNotKnowEachOther() {
        noClasses().that().resideOutsideOfPackage("io.sostenuto.client..")
                .should().dependOnClassesThat().resideInAPackage("io.sostenuto.client..").check(house);
        classes().that().resideInAPackage("io.sostenuto.client..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.sostenuto.client..", "java..", "jakarta.json.bind..", "jakarta.ws.rs..",
                        "org.eclipse.microprofile.rest..").check(house);
    }

    /** Time is passed in: a rule about it is tested by a clock that is moved. The launcher waits for a server's own start. */
    @Test
    void nothingAsksTheMachineForTheTimeAndNoUnitTestWaitsForItToPass() throws IOException {
        assertThat(filesWith("src/main/java", ".java", "System[.](nanoTime|currentTimeMillis)[(]|(Instant|Time|Date)[.]now[(]"))
                .allMatch(file -> file.startsWith("src/main/java/io/sostenuto/launcher"));
        assertThat(filesWith("src/test/java", "Test.java", "org[.]awaitility|Thread[.]sleep|LockSupport[.]park")).isEmpty();
    }

    private static List<Path> filesWith(String folder, String ending, String pattern) throws IOException {
        var all = Pattern.compile(pattern);
        try (var files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).filter(file -> all.matcher(read(file)).find()).toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
