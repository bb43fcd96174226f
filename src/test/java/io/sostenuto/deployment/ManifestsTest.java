package io.sostenuto.deployment;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.sostenuto.accounts.control.AttemptClock;
import io.sostenuto.settings.control.SettingsReader;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kubernetes manifests and the Containerfile agree with Kubernetes, with the product, and with each other. */
class ManifestsTest {

    private final Kubernetes kubernetes = new Kubernetes();
    private final Containerfile image = new Containerfile();

    ManifestsTest() throws IOException {
        // reads both files
    }

    @Test
    void everySelectorFindsThePods() {
        var labels = kubernetes.the(StatefulSet.class).getSpec().getTemplate().getMetadata().getLabels();
        assertThat(kubernetes.all(Service.class)).hasSize(2).allSatisfy(service ->
                assertThat(labels).containsAllEntriesOf(service.getSpec().getSelector()));
        assertThat(labels).containsAllEntriesOf(kubernetes.the(StatefulSet.class).getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(kubernetes.the(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(kubernetes.the(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels());
        assertThat(kubernetes.all(Service.class)).extracting(service -> service.getMetadata().getName())
                .contains(kubernetes.the(StatefulSet.class).getSpec().getServiceName());
        assertThat(kubernetes.container().getPorts()).singleElement()
                .satisfies(port -> assertThat(image.the("EXPOSE")).isEqualTo(String.valueOf(port.getContainerPort())));
    }

    @Test
    void onePodStaysWhenAnotherGoes() {
        assertThat(kubernetes.the(StatefulSet.class).getSpec().getReplicas()).isEqualTo(2);
        assertThat(kubernetes.the(PodDisruptionBudget.class).getSpec().getMinAvailable().getIntVal()).isEqualTo(1);
    }

    @Test
    void aPodHasTheTimeToEnd() throws IOException {
        var preStop = kubernetes.container().getLifecycle().getPreStop().getExec().getCommand();
        assertThat(preStop.get(0)).isEqualTo("sleep");
        var refreshes = AttemptClock.LEASE.toSeconds();
        assertThat(kubernetes.pod().getTerminationGracePeriodSeconds())
                .isGreaterThan(Long.parseLong(preStop.get(1)) + drain() + refreshes + 5);
    }

    /** As the launcher has it. */
    private static long drain() throws IOException {
        var launcher = Files.readString(Path.of("src/main/java/io/sostenuto/launcher/Sostenuto.java"));
        return Long.parseLong(launcher.replaceFirst("(?s).*DRAIN = (\\d+);.*", "$1"));
    }

    @Test
    void everyVariableIsOneThatTheProductReads() {
        assertThat(Keys.variables()).containsAll(environment().keySet()).containsAll(image.environment().keySet());
        assertThat(image.environment()).containsEntry("SOSTENUTO_HTTP_ADDRESS", "0.0.0.0");
    }

    @Test
    void whatTheVariablesSayIsAConfiguration() {
        var values = environment();
        new SettingsReader(key -> Optional.ofNullable(values.get(key.replaceAll("[^a-z0-9]", "_").toUpperCase()))
                .map(value -> key.endsWith("-file") ? null : value)
                .or(() -> Optional.ofNullable(Map.of("spotify.client-secret", "x", "sostenuto.seal-keys", "k1:" + "A".repeat(43) + "=")
                        .get(key))), Stream::empty).read();
    }

    private Map<String, String> environment() {
        return kubernetes.container().getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    @Test
    void secretsAreFiles() {
        assertThat(environment().keySet()).filteredOn(name -> name.matches(".*(SECRET|KEYS|PASSWORD).*"))
                .hasSize(3).allMatch(name -> name.endsWith("_FILE"));
        var mount = kubernetes.container().getVolumeMounts().stream().filter(one -> one.getName().equals("secrets")).findFirst();
        assertThat(environment().entrySet()).filteredOn(entry -> entry.getKey().endsWith("_FILE"))
                .allSatisfy(entry -> assertThat(entry.getValue()).startsWith(mount.orElseThrow().getMountPath() + "/"));
        assertThat(mount.orElseThrow().getReadOnly()).isTrue();
        assertThat(mount.orElseThrow().getSubPath()).as("would not follow a change").isNull();
    }

    @Test
    void nothingRunsAsRootOrWritesElsewhere() {
        var pod = kubernetes.pod().getSecurityContext();
        assertThat(pod.getRunAsNonRoot()).isTrue();
        assertThat(image.the("USER")).isEqualTo(pod.getRunAsUser() + ":" + pod.getRunAsGroup());
        var container = kubernetes.container().getSecurityContext();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(kubernetes.pod().getAutomountServiceAccountToken()).isFalse();
        assertThat(kubernetes.container().getVolumeMounts()).extracting(mount -> mount.getMountPath())
                .contains("/tmp", image.environment().get("SOSTENUTO_DATA_DIR"));
        assertThat(kubernetes.the(StatefulSet.class).getSpec().getVolumeClaimTemplates()).singleElement()
                .satisfies(claim -> assertThat(claim.getMetadata().getName()).isEqualTo("data"));
    }
}
