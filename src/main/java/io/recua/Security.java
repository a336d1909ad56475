package io.recua;

import io.recua.config.OperatorProperties;
import io.recua.config.RecuaProperties;
import io.recua.control.SameOrigin;
import io.recua.control.SignInLimit;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.util.StringUtils;

/** Restricts access to the operator, by HTTP Basic; only the liveness and readiness probes are public. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class Security {

    private static final Logger log = LoggerFactory.getLogger(Security.class);

    private final SameOrigin sameOrigin = new SameOrigin();
    private final SignInLimit signIns;

    Security(Clock clock) {
        this.signIns = new SignInLimit(clock);
    }

    /** Protects the management port. It needs no CSRF token: {@link SameOrigin} refuses requests of other sites' pages. */
    @Bean
    @Order(1)
    SecurityFilterChain management(HttpSecurity http, WebEndpointProperties endpoints) throws Exception {
        PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
        String health = endpoints.getBasePath() + "/health";
        return http.securityMatcher(EndpointRequest.toAnyEndpoint())
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                path.matcher(health + "/liveness"), path.matcher(health + "/readiness"))
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                .addFilterBefore(sameOrigin, CsrfFilter.class)
                .addFilterBefore(signIns, BasicAuthenticationFilter.class)
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    /**
     * Protects the page. Its forms send a CSRF token that is also in a cookie, so every instance can check it. Browsers
     * load resources from this origin only.
     */
    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http, ServerProperties server) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .httpBasic(Customizer.withDefaults())
                .addFilterBefore(sameOrigin, CsrfFilter.class)
                .addFilterBefore(signIns, BasicAuthenticationFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(tokens(Ssl.isEnabled(server.getSsl())))
                        // Each request authenticates again. By default this would change the token, but the page in the
                        // browser still has the old one.
                        .sessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(
                        "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'")))
                .build();
    }

    /** With TLS, the prefix {@code __Host-} makes a browser accept the cookie only from this host. */
    private static CookieCsrfTokenRepository tokens(boolean tls) {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite(Cookie.SameSite.STRICT.attributeValue()));
        if (tls) {
            tokens.setCookieName("__Host-XSRF-TOKEN");
            tokens.setCookiePath("/");
        }
        return tokens;
    }

    /** Does not hash the password: the setting is plain text too, and a slow hash would cost more than a scrape. */
    @Bean
    UserDetailsService operator(RecuaProperties properties) {
        OperatorProperties operator = properties.operator();
        String password = "{noop}" + password(operator);
        return username -> {
            if (!username.equals(operator.username())) {
                throw new UsernameNotFoundException(username);
            }
            return User.withUsername(username)
                    .password(password)
                    .roles("OPERATOR")
                    .build();
        };
    }

    private static String password(OperatorProperties operator) {
        if (StringUtils.hasText(operator.password())) {
            return operator.password();
        }
        String generated = UUID.randomUUID().toString();
        log.warn(
                "Using generated operator password: {} (user {}; set recua.operator.password to choose one)",
                generated,
                operator.username());
        return generated;
    }
}
