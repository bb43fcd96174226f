package io.sostenuto.login.control;

import io.sostenuto.settings.entity.IpAddress;
import io.sostenuto.settings.entity.LoginBounds;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class TokenBucketsTest {

    private final AtomicLong nanos = new AtomicLong(-5); // the monotonic clock may begin anywhere

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private long admitted(int times, LoginLimits limits, String address) {
        return IntStream.range(0, times).filter(time -> limits.mayBegin(IpAddress.parse(address))).count();
    }

    private LoginLimits limits(int perMinute, int perSecond) {
        return new LoginLimits(new LoginBounds(perMinute, perSecond, List.of(), "x-forwarded-for"), nanos::get);
    }

    @Test
    void soManyAtOnceAndThenSoManyAMinute() {
        var limits = limits(120, 0);
        assertThat(admitted(200, limits, "192.0.2.1")).isEqualTo(120);
        pass(Duration.ofSeconds(30));
        assertThat(admitted(200, limits, "192.0.2.1")).isEqualTo(60);
        pass(Duration.ofHours(3));
        assertThat(admitted(200, limits, "192.0.2.1")).as("never more at once").isEqualTo(120);
    }

    @Test
    void othersAreNotAskedToPayForIt() {
        var limits = limits(120, 0);
        admitted(200, limits, "192.0.2.1");
        assertThat(admitted(1, limits, "192.0.2.2")).isEqualTo(1);
    }

    @Test
    void aNetworkOfIpv6IsOneAddress() {
        var limits = limits(10, 0);
        assertThat(admitted(10, limits, "2001:db8:1:2::1")).isEqualTo(10);
        assertThat(admitted(1, limits, "2001:db8:1:2:ffff::9")).isZero();
        assertThat(admitted(1, limits, "2001:db8:1:3::1")).isEqualTo(1);
    }

    @Test
    void whatIsBroughtBackIsCountedApart() {
        var limits = limits(5, 0);
        assertThat(admitted(9, limits, "192.0.2.1")).isEqualTo(5);
        assertThat(limits.mayBringBack(IpAddress.parse("192.0.2.1"))).isTrue();
    }

    @Test
    void aNodeTakesSoManyASecondOfAllTogether() {
        var limits = limits(0, 500);
        assertThat(IntStream.range(0, 900).filter(one -> admitted(1, limits, "10.0." + one / 250 + "." + one % 250) == 1).count())
                .isEqualTo(500);
        pass(Duration.ofMillis(100));
        assertThat(admitted(900, limits, "192.0.2.1")).isEqualTo(50);
    }

    @Test
    void whoIsOneTooManyTakesNothingOfTheNodes() {
        var limits = limits(5, 20);
        admitted(1_000, limits, "192.0.2.1");
        assertThat(admitted(5, limits, "192.0.2.2")).isEqualTo(5);
    }

    @Test
    void noughtIsNoBound() {
        assertThat(admitted(5_000, limits(0, 0), "192.0.2.1")).isEqualTo(5_000);
    }

    @Test
    void whoHasNoAddressShareOne() {
        var limits = limits(5, 0);
        assertThat(IntStream.range(0, 9).filter(time -> limits.mayBegin(Optional.empty())).count()).isEqualTo(5);
    }

    @Test
    void aHundredThousandAddressesTakeBoundedMemory() {
        var buckets = new TokenBuckets(2, Duration.ofMinutes(1), nanos::get);
        IntStream.range(0, 100_000).forEach(one -> buckets.take("address " + one));
        assertThat(buckets.remembered()).isEqualTo(50_000);
    }

    @Test
    void aUserBeginsThirtyLinksAMinuteAndTheNodeCountsThemAsLogins() {
        var limits = limits(0, 40);
        assertThat(IntStream.range(0, 100).filter(time -> limits.mayLink("ada")).count()).isEqualTo(30);
        assertThat(IntStream.range(0, 100).filter(time -> limits.mayLink("eve")).count()).as("what the node has left").isEqualTo(10);
        pass(Duration.ofSeconds(30));
        assertThat(IntStream.range(0, 100).filter(time -> limits.mayLink("ada")).count()).isEqualTo(15);
    }
}
