package io.sostenuto;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows of the house. */
class ArchitectureTest {

    private static JavaClasses house;

    @BeforeAll
    static void readTheHouse() {
        house = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.sostenuto");
        assertThat(house.size()).as("classes to look at").isGreaterThan(50);
    }

    @Test
    void nothingPointsUp() {
        noClasses().that().resideInAPackage("..entity..").should().dependOnClassesThat()
                .resideInAnyPackage("io.sostenuto..control..", "io.sostenuto..boundary..").check(house);
        for (var room : new String[]{"login", "operations", "sealing", "sessions", "tokens"}) {
            noClasses().that().resideInAPackage("io.sostenuto." + room + ".control..").should().dependOnClassesThat()
                    .resideInAPackage("io.sostenuto." + room + ".boundary..").allowEmptyShould(true).check(house);
        }
    }

    @Test
    void roomsDoNotKnowWhatComesAfterThem() {
        noClasses().that().resideInAnyPackage("..sessions..", "..tokens..", "..sealing..")
                .should().dependOnClassesThat().resideInAPackage("..login..").check(house);
        noClasses().that().resideInAnyPackage("..sessions..", "..sealing..")
                .should().dependOnClassesThat().resideInAPackage("io.sostenuto.tokens..").check(house);
        slices().matching("io.sostenuto.(*).(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void eachOutsideWorldHasOneDoor() {
        noClasses().that().resideOutsideOfPackage("..sessions.boundary..").and().haveSimpleNameNotEndingWith("TokenFilter")
                .should().dependOnClassesThat().resideInAPackage("jakarta.servlet..").check(house);
        noClasses().that().resideOutsideOfPackage("..sealing..")
                .should().dependOnClassesThat().resideInAPackage("com.google.crypto.tink..").check(house);
        noClasses().that().haveSimpleNameNotStartingWith("Grant").and().haveSimpleNameNotStartingWith("Database")
                .and().doNotHaveSimpleName("NodeTurn").and().doNotHaveSimpleName("RateLimitRow")
                .should().dependOnClassesThat().haveFullyQualifiedName("jakarta.persistence.EntityManager").check(house);
        noClasses().that().resideOutsideOfPackage("io.sostenuto.launcher..")
                .should().dependOnClassesThat().resideInAPackage("fish.payara..").check(house);
        noClasses().that().resideInAPackage("..entity..")
                .should().dependOnClassesThat().resideInAPackage("jakarta.ws.rs..").check(house);
    }

    @Test
    void theWarDoesNotKnowTheLauncher() {
        noClasses().that().resideOutsideOfPackage("io.sostenuto.launcher..")
                .should().dependOnClassesThat().resideInAPackage("io.sostenuto.launcher..").check(house);
        classes().that().resideInAPackage("io.sostenuto.launcher..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.sostenuto.launcher..", "java..", "javax.sql..", "javax.management..", "javax.net.ssl..", "sun.misc..",
                        "fish.payara..", "jakarta.ws.rs..", "org.eclipse.microprofile.rest..", "org.glassfish.jersey..",
                        "org.postgresql..").check(house);
    }

    @Test
    void theClientAndTheProductDoNotKnowEachOther() {
        noClasses().that().resideOutsideOfPackage("io.sostenuto.client..")
                .should().dependOnClassesThat().resideInAPackage("io.sostenuto.client..").check(house);
        classes().that().resideInAPackage("io.sostenuto.client..").should().onlyDependOnClassesThat()
                .resideInAnyPackage("io.sostenuto.client..", "java..", "jakarta.json.bind..", "jakarta.ws.rs..",
                        "org.eclipse.microprofile.rest..").check(house);
    }
}
