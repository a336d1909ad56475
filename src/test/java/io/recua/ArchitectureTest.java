package io.recua;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;

/** What the main code depends on, and what its classes are called. */
@AnalyzeClasses(packages = "io.recua", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** A package uses only those before it. */
    private static final List<String> ORDER = List.of(
            "log",
            "failure",
            "config",
            "database",
            "table",
            "lease",
            "notify",
            "pause",
            "ingest",
            "csv",
            "row",
            "sort",
            "write",
            "load",
            "fetch",
            "routes",
            "trace",
            "control",
            "cli",
            "page");

    @ArchTest
    static void packagesUseOnlyThoseBeforeThem(JavaClasses classes) {
        for (int i = 0; i < ORDER.size(); i++) {
            String[] later = ORDER.subList(i + 1, ORDER.size()).stream()
                    .map(name -> "io.recua." + name + "..")
                    .toArray(String[]::new);
            if (later.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage("io.recua." + ORDER.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later)
                        .because("a reader meets the packages in the order " + ORDER)
                        .check(classes);
            }
        }
    }

    @ArchTest
    static void everyPackageHasAPlaceInTheOrder(JavaClasses classes) {
        Set<String> packages = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith("io.recua."))
                .map(name -> name.split("\\.")[2])
                .collect(Collectors.toSet());

        assertThat(ORDER).containsExactlyInAnyOrderElementsOf(packages);
    }

    @ArchTest
    static final ArchRule classesFormNoCycle =
            slices().assignedFrom(new TopLevelClasses()).should().beFreeOfCycles();

    /** A class with the classes that are nested in it. */
    private static final class TopLevelClasses implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getFullName().replaceFirst("\\$.*", ""));
        }

        @Override
        public String getDescription() {
            return "top-level classes";
        }
    }

    @ArchTest
    static final ArchRule stationsDoNotKnowTheApplication = noClasses()
            .that()
            .resideInAPackage("io.recua.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.recua")
            .because("the root package puts the stations together");

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
    static final ArchRule oneThreadWritesAResponse = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(".*\\.(StreamingResponseBody|ResponseBodyEmitter|DeferredResult|WebAsyncTask)")
            .because("Spring Security sets headers in the thread of the request, and two threads break the response");

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
