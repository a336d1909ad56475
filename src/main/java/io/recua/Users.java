package io.recua;

import io.recua.config.OperatorProperties;
import io.recua.config.RecuaProperties;
import io.recua.config.UserProperties;
import io.recua.config.UserProperties.Role;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * The users of the settings. A plain password stays plain: the setting is plain too, and a slow hash would cost more than
 * each request of a script. Spring's own {@code InMemoryUserDetailsManager} would replace it by a hash.
 */
final class Users implements UserDetailsService {

    private static final Logger log = LoggerFactory.getLogger(Users.class);

    private final Map<String, UserProperties> users;

    Users(RecuaProperties properties) {
        users = new HashMap<>(properties.users());
        OperatorProperties operator = properties.operator();
        if (operator.hasPassword()) {
            users.put(operator.username(), new UserProperties(operator.password(), Role.OPERATOR));
        } else if (users.isEmpty()) {
            String generated = UUID.randomUUID().toString();
            log.warn(
                    "Using generated operator password: {} (user {}; set recua.operator.password to choose one)",
                    generated,
                    operator.username());
            users.put(operator.username(), new UserProperties(generated, Role.OPERATOR));
        }
    }

    /** Returns a new object each time, because Spring Security erases its password after the sign-in. */
    @Override
    public UserDetails loadUserByUsername(String name) {
        UserProperties user = users.get(name);
        if (user == null) {
            throw new UsernameNotFoundException(name);
        }
        return User.withUsername(name)
                .password(user.encodedPassword())
                .roles(user.role().name())
                .build();
    }
}
