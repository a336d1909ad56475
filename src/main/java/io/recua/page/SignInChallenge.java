package io.recua.page;

import io.recua.control.SameOrigin;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/** Asks who it is: people by the form, which leads back to the page that they asked for; scripts by HTTP Basic. */
public final class SignInChallenge implements AuthenticationEntryPoint {

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        String accepted = request.getHeader(HttpHeaders.ACCEPT);
        if (request.getHeader("HX-Request") != null) {
            // The page refreshes itself, and its session has ended. With a Basic challenge, the browser would show its
            // own dialog.
            response.setHeader("HX-Refresh", "true");
            response.setStatus(HttpStatus.UNAUTHORIZED.value());
        } else if (accepted != null && accepted.contains(MediaType.TEXT_HTML_VALUE)) {
            // A button whose session has ended: its action is not done after the sign-in, so the form says so.
            boolean safe = SameOrigin.isSafe(request);
            String page = safe ? page(request) : OwnPage.orHome(request.getParameter("to"));
            response.sendRedirect(request.getContextPath()
                    + LoginController.PATH
                    + (safe ? "?to=" : "?undone&to=")
                    + URLEncoder.encode(page, StandardCharsets.UTF_8));
        } else {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Recua\"");
            response.sendError(HttpStatus.UNAUTHORIZED.value(), HttpStatus.UNAUTHORIZED.getReasonPhrase());
        }
    }

    private static String page(HttpServletRequest request) {
        String query = request.getQueryString();
        return request.getServletPath() + (query == null ? "" : "?" + query);
    }
}
