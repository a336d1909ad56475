package io.recua;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.DelegatingPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Compares a password with a plain one of the settings. A wrong one takes as long as a hash, which Spring Security computes for
 * an unknown user too: so the time of the answer does not tell who is a user. A right one takes no time, since scripts send it
 * with each request.
 */
final class Passwords implements PasswordEncoder {

    /** Of the cost of Spring Security's hash for unknown users. */
    private static final String HASH = "$2a$10$" + ".".repeat(53);

    private final PasswordEncoder bcrypt;

    private Passwords(PasswordEncoder bcrypt) {
        this.bcrypt = bcrypt;
    }

    /** Returns what compares plain passwords and hashes. */
    static PasswordEncoder encoder() {
        BCryptPasswordEncoder bcrypt = new BCryptPasswordEncoder();
        return new DelegatingPasswordEncoder("bcrypt", Map.of("bcrypt", bcrypt, "noop", new Passwords(bcrypt)));
    }

    @Override
    public String encode(CharSequence password) {
        return password.toString();
    }

    @Override
    public boolean matches(CharSequence password, String right) {
        boolean matches = MessageDigest.isEqual(
                password.toString().getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
        if (!matches) {
            bcrypt.matches(password, HASH);
        }
        return matches;
    }
}
