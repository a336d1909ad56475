package io.recua;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.apache.camel.builder.RouteBuilder;

/** What the main code depends on, and what its classes are called. */
@AnalyzeClasses(packages = "io.recua", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.recua.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule stationsDoNotKnowTheApplication = noClasses()
            .that()
            .resideInAPackage("io.recua.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.recua")
            .because("the root package puts the stations together");

    @ArchTest
    static final ArchRule ingestDoesNotKnowTheLoad = noClasses()
            .that()
            .resideInAPackage("io.recua.ingest..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.recua.load..")
            .because("a load runs under a claim, and a claim knows nothing of rows");

    @ArchTest
    static final ArchRule namesAreTermsOfTheField = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Service|Impl)")
            .because("such a name says nothing; take the term of EIP, S3, CSV or JDBC");

    @ArchTest
    static final ArchRule routesAreYaml = noClasses()
            .should()
            .beAssignableTo(RouteBuilder.class)
            .because("the order of the steps is in routes/, where it is read and overridden");

    @ArchTest
    static final ArchRule logsGoThroughSlf4j = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule logsGoThroughNothingElse = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule whatIsNeededComesInByTheConstructor = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

    @ArchTest
    static final ArchRule embeddedServicesAreNotShipped = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.gaul..", "ch.vorburger..", "org.elasticmq..", "io.recua.embedded..", "io.recua.testing..");

    @ArchTest
    static final ArchRule onlyTheWritersAndTheDatabaseKnowTheDriver = noClasses()
            .that()
            .resideOutsideOfPackages("io.recua.write..", "io.recua.database..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.mysql.cj..")
            .because("everything else talks JDBC");
}
