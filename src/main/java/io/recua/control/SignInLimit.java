package io.recua.control;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.util.StringUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Limits how fast passwords can be guessed, in windows of one minute:
 *
 * <ol>
 *   <li>The addresses of one IPv6 network of 64 bits count as one address: each host there can choose among all of them.
 *   <li>After {@value #MAX_PER_ADDRESS} wrong passwords from one address, this address is refused for the rest of the
 *       minute.
 *   <li>After {@value #MAX_TOTAL} wrong passwords from all addresses, every address that never signed in is refused for
 *       the rest of the minute.
 * </ol>
 *
 * <p>So an operator waits one minute at most, and an operator who signed in before is not affected by others. The limits
 * also bound the memory: at most {@value #MAX_TOTAL} failures and {@value #MAX_KNOWN} known addresses are kept.
 */
public final class SignInLimit extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(SignInLimit.class);
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MAX_KNOWN = 1_000;
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]+(%.*)?");
    private static final int NETWORK_BYTES = 8;

    public static final int MAX_PER_ADDRESS = 10;
    public static final int MAX_TOTAL = 100;

    /** The attribute of a request for the form that says for how many seconds its address is refused; missing if it is not. */
    public static final String WAIT = "io.recua.control.SignInLimit.wait";

    private final Clock clock;
    private final String form;
    private final Map<String, Integer> failures = new HashMap<>();
    private int totalFailures;
    private Instant windowEnds = Instant.MIN;

    private final Map<String, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    /**
     * @param form the path that the page's form is posted to. Only a redirect tells a right password: the page that tells a wrong one
     *     may fail, by a parameter that the sender chose.
     */
    public SignInLimit(Clock clock, String form) {
        this.clock = clock;
        this.form = form;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!isAttempt(request)) {
            if (request.getServletPath().equals(form)) {
                long wait = secondsToWait(network(request.getRemoteAddr()));
                request.setAttribute(WAIT, wait > 0 ? wait : null);
            }
            chain.doFilter(request, response);
            return;
        }
        String address = network(request.getRemoteAddr());
        long seconds = secondsToWait(address);
        if (seconds > 0) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            response.sendError(
                    HttpStatus.TOO_MANY_REQUESTS.value(), "too many wrong passwords; try again in " + seconds + " s");
            return;
        }
        if (!isForm(request)) {
            chain.doFilter(request, response);
            recordAttempt(address, response.getStatus() != HttpStatus.UNAUTHORIZED.value());
            return;
        }
        boolean signedIn = false;
        try {
            chain.doFilter(request, response);
            signedIn = response.getStatus() == HttpStatus.FOUND.value();
        } finally {
            recordAttempt(address, signedIn);
        }
    }

    private boolean isAttempt(HttpServletRequest request) {
        return isForm(request)
                || StringUtils.startsWithIgnoreCase(request.getHeader(HttpHeaders.AUTHORIZATION), "Basic");
    }

    private boolean isForm(HttpServletRequest request) {
        return request.getMethod().equals("POST") && request.getServletPath().equals(form);
    }

    /** Looks up no name: a proxy may send any text as the address. */
    private static String network(String address) {
        if (!IPV6.matcher(address).matches()) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.getByName(address.replaceFirst("%.*", ""));
            if (parsed instanceof Inet4Address) {
                return parsed.getHostAddress();
            }
            byte[] network = Arrays.copyOf(parsed.getAddress(), NETWORK_BYTES);
            return InetAddress.getByAddress(Arrays.copyOf(network, 2 * NETWORK_BYTES))
                            .getHostAddress()
                    + "/64";
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private synchronized long secondsToWait(String address) {
        Instant now = clock.instant();
        if (now.isAfter(windowEnds)) {
            failures.clear();
            totalFailures = 0;
        }
        boolean refused = failures.getOrDefault(address, 0) >= MAX_PER_ADDRESS
                || totalFailures >= MAX_TOTAL && !known.containsKey(address);
        return refused ? Math.max(1, Duration.between(now, windowEnds).toSeconds()) : 0;
    }

    private synchronized void recordAttempt(String address, boolean signedIn) {
        if (signedIn) {
            known.put(address, true);
            return;
        }
        if (totalFailures == 0) {
            windowEnds = clock.instant().plus(WINDOW);
        }
        totalFailures++;
        if (failures.merge(address, 1, Integer::sum) == MAX_PER_ADDRESS) {
            log.warn("Refusing sign-ins from {} for up to a minute after {} wrong passwords", address, MAX_PER_ADDRESS);
        } else if (totalFailures == MAX_TOTAL) {
            log.warn("Refusing sign-ins from new addresses for up to a minute after {} wrong passwords", MAX_TOTAL);
        }
    }
}
