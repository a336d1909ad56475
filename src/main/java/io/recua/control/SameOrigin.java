package io.recua.control;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that a page of another site, or of another port of this host, makes a browser send. Browsers send the
 * origin in a header; requests without it, as scripts send them, pass. A token in a cookie alone is not enough, because
 * all ports of a host share their cookies.
 */
public final class SameOrigin extends OncePerRequestFilter {

    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isSafe(request) || isOwn(request)) {
            chain.doFilter(request, response);
        } else {
            response.sendError(HttpServletResponse.SC_FORBIDDEN, "the request comes from another site");
        }
    }

    /** Returns whether the request's method changes nothing. */
    public static boolean isSafe(HttpServletRequest request) {
        return SAFE_METHODS.contains(request.getMethod());
    }

    /** Without TLS, the scheme is not compared: a proxy in front may have terminated TLS. */
    private static boolean isOwn(HttpServletRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            return origin.replaceFirst(request.isSecure() ? "^https://" : "^https?://", "")
                    .equalsIgnoreCase(request.getHeader(HttpHeaders.HOST));
        }
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || OWN_SITES.contains(site);
    }
}
