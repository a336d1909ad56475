package io.recua.control;

import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Returns the user who executes an action on the current thread. */
final class Operator {

    private Operator() {}

    /** Returns the user of the HTTP request; actions by JMX or by Recua itself have none. */
    static String current() {
        Authentication user = SecurityContextHolder.getContext().getAuthentication();
        return user == null ? "JMX or the system" : user.getName();
    }
}
