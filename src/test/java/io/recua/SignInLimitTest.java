package io.recua;

import static org.assertj.core.api.Assertions.assertThat;

import io.recua.control.SignInLimit;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.crypto.password.PasswordEncoder;

/** How often a password may be guessed. */
class SignInLimitTest {

    private Instant now = Instant.parse("2026-01-05T05:00:00Z");
    private final SignInLimit limit = new SignInLimit(
            new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneOffset getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(java.time.ZoneId zone) {
                    return this;
                }
            },
            "/login");

    /** What an attempt is answered, where a right password would be answered 200 and a wrong one 401. */
    private MockHttpServletResponse attempt(String address, boolean right) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader("Authorization", "Basic b3BlcmF0b3I6eA==");
        return attempt(request, address, right);
    }

    private MockHttpServletResponse attempt(MockHttpServletRequest request, String address, boolean right)
            throws Exception {
        request.setRemoteAddr(address);
        MockHttpServletResponse response = new MockHttpServletResponse();
        limit.doFilter(request, response, (asked, answer) -> reply(response, right));
        return response;
    }

    private static void reply(MockHttpServletResponse response, boolean right) throws IOException {
        if (!right) {
            response.sendError(401);
        }
    }

    private void fail(String address, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            attempt(address, false);
        }
    }

    @Test
    void anAddressThatGuessesWaitsForTheRestOfTheMinute() throws Exception {
        fail("10.0.0.1", SignInLimit.MAX_PER_ADDRESS);
        now = now.plusSeconds(20);

        assertThat(attempt("10.0.0.1", true).getStatus()).isEqualTo(429);
        assertThat(attempt("10.0.0.1", true).getHeader("Retry-After")).isEqualTo("40");
        assertThat(attempt("10.0.0.2", true).getStatus()).isEqualTo(200);

        now = now.plus(Duration.ofSeconds(41));
        assertThat(attempt("10.0.0.1", true).getStatus()).isEqualTo(200);
    }

    @Test
    void manyAddressesTogetherHoldUpNobodyWhoIsKnown() throws Exception {
        attempt("10.0.0.1", true);
        for (int i = 0; i < SignInLimit.MAX_TOTAL; i++) {
            attempt("10.1.0." + i, false);
        }

        assertThat(attempt("10.2.0.1", true).getStatus()).isEqualTo(429);
        assertThat(attempt("10.0.0.1", true).getStatus()).isEqualTo(200);
    }

    @Test
    void theAddressesOfANetworkOfIpv6CountAsOne() throws Exception {
        for (int i = 0; i < SignInLimit.MAX_TOTAL; i++) {
            attempt("2001:db8:0:1:0:0:0:" + Integer.toHexString(i), false);
        }

        assertThat(attempt("2001:db8:0:1:ffff::1", true).getStatus()).isEqualTo(429);
        assertThat(attempt("2001:db8:0:2::1", true).getStatus()).isEqualTo(200);
        assertThat(attempt("10.0.0.1", true).getStatus()).isEqualTo(200);
        assertThat(attempt("no:address", true).getStatus()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"::ffff:10.0.0.1, 10.0.0.1", "fe80::1%eth0, fe80::2"})
    void anAddressIsTheSameInAnotherForm(String guesses, String waits) throws Exception {
        fail(guesses, SignInLimit.MAX_PER_ADDRESS);

        assertThat(attempt(waits, true).getStatus()).isEqualTo(429);
    }

    @Test
    void theTimeOfAWrongPasswordDoesNotTellWhoIsAUser() {
        PasswordEncoder passwords = Passwords.encoder();
        // What Spring Security compares the password of an unknown user with.
        String unknown = passwords.encode("userNotFoundPassword");

        assertThat(passwords.matches("right", "{noop}right")).isTrue();
        assertThat(passwords.matches("wrong", "{noop}right")).isFalse();
        assertThat(nanos(() -> passwords.matches("wrong", "{noop}right")))
                .isGreaterThan(nanos(() -> passwords.matches("wrong", unknown)) / 2);
    }

    /** The least of some, since others use this machine too. */
    private static long nanos(Runnable comparison) {
        return LongStream.generate(() -> {
                    long from = System.nanoTime();
                    comparison.run();
                    return System.nanoTime() - from;
                })
                .limit(5)
                .min()
                .orElseThrow();
    }

    @Test
    void theFormAndBasicCountTogether() throws Exception {
        MockHttpServletRequest form = new MockHttpServletRequest("POST", "/login");
        form.setServletPath("/login");
        fail("10.0.0.1", SignInLimit.MAX_PER_ADDRESS - 1);
        attempt(new MockHttpServletRequest("GET", "/login"), "10.0.0.1", false);
        assertThat(attempt(form, "10.0.0.1", false).getStatus()).isEqualTo(401);

        MockHttpServletResponse refused = attempt(form, "10.0.0.1", true);

        assertThat(refused.getStatus()).isEqualTo(429);
        assertThat(refused.getErrorMessage()).isEqualTo("too many wrong passwords; try again in 60 s");
        MockHttpServletRequest look = new MockHttpServletRequest("GET", "/login");
        look.setServletPath("/login");
        assertThat(attempt(look, "10.0.0.1", true).getStatus()).isEqualTo(200);
        assertThat(look.getAttribute(SignInLimit.WAIT)).as("what the form says").isEqualTo(60L);
    }

    /** The page that tells of a wrong password may fail by a parameter that the sender chose. */
    @ParameterizedTest
    @CsvSource({"400, false", "200, false", "200, true"})
    void onlyARedirectOfTheFormIsASignIn(int status, boolean fails) throws Exception {
        for (int i = 0; i < SignInLimit.MAX_PER_ADDRESS; i++) {
            MockHttpServletRequest form = new MockHttpServletRequest("POST", "/login");
            form.setServletPath("/login");
            form.setRemoteAddr("10.0.0.1");
            MockHttpServletResponse response = new MockHttpServletResponse();
            try {
                limit.doFilter(form, response, (asked, answer) -> {
                    response.setStatus(status);
                    if (fails) {
                        throw new IOException("a broken form");
                    }
                });
            } catch (IOException e) {
                assertThat(fails).isTrue();
            }
        }

        assertThat(attempt("10.0.0.1", true).getStatus()).isEqualTo(429);
    }

    @Test
    void aRightPasswordIsNeverTooOften() throws Exception {
        for (int i = 0; i < 500; i++) {
            assertThat(attempt("10.0.0.1", true).getStatus()).isEqualTo(200);
        }
    }
}
