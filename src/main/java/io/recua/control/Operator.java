package io.recua.control;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Who acts on this thread. */
final class Operator {

    private Operator() {}

    /** The user of the HTTP request; what comes by JMX or from within has none. */
    static String current() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user == null ? "JMX or the system" : user.getName();
    }
}
