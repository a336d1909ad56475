package io.recua.control;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits how fast passwords can be guessed: after {@value #OF_AN_ADDRESS} wrong ones in a minute an address is refused for
 * the rest of it, after {@value #OF_ALL} in all every address that never signed in is.
 *
 * <p>So an operator who guesses waits a minute at most, and one who is known is not held up by somebody else. What is
 * remembered is bounded by the same limits.
 */
public final class SignInLimit extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(SignInLimit.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int KNOWN = 1_000;

    public static final int OF_AN_ADDRESS = 10;
    public static final int OF_ALL = 100;

    private final Clock clock;
    private final Map<String, Integer> failures = new HashMap<>();
    private int failuresOfAll;
    private Instant windowEnds = Instant.MIN;

    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > KNOWN;
        }
    };

    public SignInLimit(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!StringUtils.startsWithIgnoreCase(request.getHeader(HttpHeaders.AUTHORIZATION), "Basic")) {
            chain.doFilter(request, response);
            return;
        }
        String address = request.getRemoteAddr();
        long seconds = secondsToWait(address);
        if (seconds > 0) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            response.sendError(HttpStatus.TOO_MANY_REQUESTS.value(), "too many wrong passwords");
            return;
        }
        chain.doFilter(request, response);
        note(address, response.getStatus() != HttpStatus.UNAUTHORIZED.value());
    }

    private synchronized long secondsToWait(String address) {
        Instant now = clock.instant();
        if (now.isAfter(windowEnds)) {
            failures.clear();
            failuresOfAll = 0;
        }
        boolean refused = failures.getOrDefault(address, 0) >= OF_AN_ADDRESS
                || failuresOfAll >= OF_ALL && !known.containsKey(address);
        return refused ? Math.max(1, Duration.between(now, windowEnds).toSeconds()) : 0;
    }

    private synchronized void note(String address, boolean signedIn) {
        if (signedIn) {
            known.put(address, true);
            return;
        }
        if (failuresOfAll == 0) {
            windowEnds = clock.instant().plus(WINDOW);
        }
        failuresOfAll++;
        if (failures.merge(address, 1, Integer::sum) == OF_AN_ADDRESS) {
            log.warn("Refuses sign-ins from {} for a minute, after {} wrong passwords", address, OF_AN_ADDRESS);
        } else if (failuresOfAll == OF_ALL) {
            log.warn("Refuses sign-ins from new addresses for a minute, after {} wrong passwords", OF_ALL);
        }
    }
}
