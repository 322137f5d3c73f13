package io.questdb.migration.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.questdb.migration.engine.Step;
import io.questdb.migration.ports.Cluster;
import io.questdb.migration.ports.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The boundaries between the packages, and what no class may do. */
class ArchitectureTest {
  private static final String ROOT = "io.questdb.migration.";
  private static final String MODEL = "io.fabric8.kubernetes.api.model..";
  private static final String SNAPSHOT_MODEL = "io.fabric8.volumesnapshot.api.model..";
  private static final String JSON = "com.fasterxml.jackson..";

  /** These measure how long something took or may take; none of them decides a step. */
  private static final Set<String> STOPWATCHES =
      Set.of("adapter.questdb.Connection", "controller.MigrationQueue", "process.RenewedLock");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages("io.questdb.migration");

  static Stream<Arguments> packages() {
    String api = own("api");
    String engine = own("engine");
    String facts = own("facts");
    String change = own("change");
    return Stream.of(
        Arguments.of("api", List.of("io.fabric8..", JSON), List.of()),
        Arguments.of("engine", List.of(api), List.of()),
        Arguments.of("facts", List.of(engine, api, MODEL), List.of()),
        Arguments.of(
            "change",
            List.of(facts, engine, api, MODEL, SNAPSHOT_MODEL, JSON),
            List.of(
                ROOT + "ports.Sql",
                "io.fabric8.zjsonpatch.JsonDiff",
                "io.fabric8.zjsonpatch.JsonPatch",
                "io.fabric8.zjsonpatch.JsonPatchException")),
        Arguments.of("checks", List.of(facts, engine, api, change, MODEL), List.of()),
        Arguments.of(
            "steps",
            List.of(facts, engine, api, change, own("checks"), MODEL, SNAPSHOT_MODEL, JSON),
            List.of(ROOT + "ports.Sql", ROOT + "volume.SealLines")));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void aPackageRestsOnlyOnTheJdkAndOnWhatIsBelowIt(
      String name, List<String> below, List<String> single) {
    String[] allowed =
        Stream.concat(Stream.of("java..", own(name)), below.stream()).toArray(String[]::new);
    DescribedPredicate<JavaClass> others =
        not(resideInAnyPackage(allowed))
            .and(
                DescribedPredicate.describe(
                    "are none of " + single, found -> !single.contains(found.getFullName())));
    noClasses()
        .that()
        .resideInAPackage(own(name))
        .should()
        .dependOnClassesThat(others)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void thePureCoreDoesNoInputOrOutput() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(own("engine"), own("facts"), own("checks"), own("steps"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql.."));
  }

  @Test
  void onlyAdaptersUseTheKubernetesClientOrHttp() {
    check(
        noClasses()
            .that(resideOutsideOfPackages(own("adapter"), own("process")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8.kubernetes.client.dsl..", "java.net.http.."));
  }

  @Test
  void stepsAreFinalAndStateless() {
    check(classes().that().implement(Step.class).should().haveModifier(JavaModifier.FINAL));
    check(fields().that().areDeclaredInClassesThat().implement(Step.class).should().beFinal());
  }

  /** A method of a port that answers nothing is there for its effect; so is one that creates. */
  @Test
  void onlyTheActionRunnerChangesTheWorld() {
    DescribedPredicate<JavaMethodCall> changes =
        new DescribedPredicate<>("a call of a port that changes the world") {
          @Override
          public boolean test(JavaMethodCall call) {
            JavaClass port = call.getTargetOwner();
            return (port.isEquivalentTo(Cluster.class) || port.isEquivalentTo(Database.class))
                && (call.getTarget().getRawReturnType().isEquivalentTo(void.class)
                    || call.getName().equals("createToken"));
          }
        };
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(own("adapter"))
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "controller.ActionRunner")
            .should()
            .callMethodWhere(changes));
  }

  /** A field manager is Kubernetes' own word, and a step is named by verb and object. */
  @Test
  void namesSayWhatAClassDoes() {
    check(
        noClasses()
            .that()
            .doNotImplement(Step.class)
            .should()
            .haveNameMatching(
                ".*((?<!Field)Manager|Helper|Util|Utils|Service|Impl|Data|Info)(\\$.*)?"));
  }

  @Test
  void onlyTheMainClassesKnowTheTime() {
    check(
        noClasses()
            .that(resideOutsideOfPackages(own("volume")))
            .and()
            .doNotHaveFullyQualifiedName(ROOT + "process.OperatorMain")
            .should()
            .callMethodWhere(
                new DescribedPredicate<>("a read of the system clock") {
                  @Override
                  public boolean test(JavaMethodCall call) {
                    JavaClass owner = call.getTargetOwner();
                    String name = call.getName();
                    return (owner.isEquivalentTo(Instant.class)
                            && name.equals("now")
                            && call.getTarget().getRawParameterTypes().isEmpty())
                        || (owner.isEquivalentTo(Clock.class) && name.startsWith("system"))
                        || (owner.isEquivalentTo(System.class)
                            && (name.equals("currentTimeMillis")
                                || (name.equals("nanoTime") && !isStopwatch(call))));
                  }
                }));
  }

  @Test
  void nothingSleeps() {
    check(
        noClasses()
            .should()
            .callMethodWhere(
                new DescribedPredicate<>("a sleep") {
                  @Override
                  public boolean test(JavaMethodCall call) {
                    return call.getName().equals("sleep");
                  }
                }));
  }

  private static boolean isStopwatch(JavaMethodCall call) {
    return STOPWATCHES.contains(call.getOriginOwner().getFullName().replace(ROOT, ""));
  }

  private static String own(String name) {
    return ROOT + name + "..";
  }

  /** A rule about classes that do not exist yet holds. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
