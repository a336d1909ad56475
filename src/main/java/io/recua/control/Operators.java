package io.recua.control;

import io.recua.config.UserProperties.Role;
import io.recua.control.Operator.Origin;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.context.ApplicationContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Finds out who executes the action on the current thread. */
@Component
public class Operators {

    /** The request attribute that tells a request of the page from one of a script. */
    private static final String FROM_PAGE = Operators.class.getName() + ".page";

    private final boolean isService;

    Operators(ApplicationContext context) {
        this.isService = context instanceof WebApplicationContext;
    }

    /** Notes that the request comes from the page. */
    public static void notePage(HttpServletRequest request) {
        request.setAttribute(FROM_PAGE, true);
    }

    /** Returns whether the user of the HTTP request has the role operator. */
    public static boolean mayAct() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user != null
                && user.getAuthorities().stream()
                        .anyMatch(granted -> ("ROLE_" + Role.OPERATOR).equals(granted.getAuthority()));
    }

    /** Returns the user of the HTTP request or of the command. */
    Operator current() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        if (user != null
                && RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes) {
            HttpServletRequest request = attributes.getRequest();
            Origin origin = request.getAttribute(FROM_PAGE) == null ? Origin.HTTP : Origin.PAGE;
            return new Operator(user.getName(), origin, request.getRemoteAddr());
        }
        return isService
                ? new Operator("JMX or the system", Origin.JMX, null)
                : new Operator(System.getProperty("user.name"), Origin.CLI, null);
    }
}
