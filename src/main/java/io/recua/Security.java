package io.recua;

import io.recua.config.RecuaProperties;
import io.recua.config.UserProperties.Role;
import io.recua.control.SameOrigin;
import io.recua.control.SignInLimit;
import io.recua.page.LoginController;
import io.recua.page.OwnPage;
import io.recua.page.SignInChallenge;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.Ssl;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.savedrequest.NullRequestCache;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Restricts access to the users of the settings: who looks needs any role, who changes something the role operator. Only
 * the liveness and readiness probes are public, and what the form for the sign-in needs.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class Security {

    private static final PathPatternRequestMatcher.Builder PATH = PathPatternRequestMatcher.withDefaults();

    private final SameOrigin sameOrigin = new SameOrigin();
    private final SignInLimit signIns;

    Security(Clock clock) {
        this.signIns = new SignInLimit(clock, LoginController.PATH);
    }

    /**
     * Protects the management port, by HTTP Basic alone. Without a session, it needs no CSRF token: {@link SameOrigin}
     * refuses the requests that other sites' pages make a browser send.
     */
    @Bean
    @Order(1)
    SecurityFilterChain management(HttpSecurity http, WebEndpointProperties endpoints) throws Exception {
        String health = endpoints.getBasePath() + "/health";
        return http.securityMatchers(
                        any -> any.requestMatchers(EndpointRequest.toAnyEndpoint(), Security::isAtManagementPort))
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(PATH.matcher(health + "/liveness"), PATH.matcher(health + "/readiness"))
                        .permitAll()
                        .requestMatchers(SameOrigin::isSafe)
                        .authenticated()
                        // Of the optional console, which also reads by POST. Its own restrictor knows the roles.
                        .requestMatchers(EndpointRequest.to("jolokia", "hawtio"))
                        .authenticated()
                        .anyRequest()
                        .hasRole(Role.OPERATOR.name()))
                .httpBasic(basic -> basic.realmName("Recua"))
                .addFilterBefore(sameOrigin, CsrfFilter.class)
                .addFilterBefore(signIns, BasicAuthenticationFilter.class)
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(errors -> errors.accessDeniedHandler(Security::refuse))
                .build();
    }

    /** Without it, the form could be posted to this port, which has no page to answer with. */
    private static boolean isAtManagementPort(HttpServletRequest request) {
        return WebServerApplicationContext.hasServerNamespace(
                WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext()), "management");
    }

    /**
     * Protects the page. Only the form for the sign-in begins a session; so nobody without a password takes memory. Forms
     * send a CSRF token that is also in a cookie, which needs no session. Browsers load resources from this origin only.
     */
    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http, ServerProperties server) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(
                                PATH.matcher(LoginController.PATH),
                                PATH.matcher(LoginController.FAILED),
                                PATH.matcher("/recua.*"),
                                PATH.matcher("/webjars/**"))
                        .permitAll()
                        // The draft of a feed changes nothing.
                        .requestMatchers(SameOrigin::isSafe, PATH.matcher("/init"))
                        .authenticated()
                        .anyRequest()
                        .hasRole(Role.OPERATOR.name()))
                .formLogin(form -> form.loginPage(LoginController.PATH)
                        .failureForwardUrl(LoginController.FAILED)
                        .successHandler((request, response, user) -> response.sendRedirect(
                                request.getContextPath() + OwnPage.orHome(request.getParameter("to")))))
                .logout(logout -> logout.logoutSuccessUrl(LoginController.PATH + "?out"))
                .httpBasic(basic -> basic.realmName("Recua"))
                .requestCache(cache -> cache.requestCache(new NullRequestCache()))
                .addFilterBefore(sameOrigin, CsrfFilter.class)
                .addFilterBefore(signIns, UsernamePasswordAuthenticationFilter.class)
                .csrf(csrf -> csrf.csrfTokenRepository(tokens(Ssl.isEnabled(server.getSsl()))))
                .exceptionHandling(errors ->
                        errors.authenticationEntryPoint(new SignInChallenge()).accessDeniedHandler(Security::refuse))
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(
                        "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'")))
                .build();
    }

    /**
     * With TLS, the prefix {@code __Host-} makes a browser accept the cookie only from this host. It is lax, like that of
     * the session: a link in a message would come without a strict one, and the pages that are open would lose their token.
     */
    private static CookieCsrfTokenRepository tokens(boolean tls) {
        CookieCsrfTokenRepository tokens = new CookieCsrfTokenRepository();
        tokens.setCookieCustomizer(cookie -> cookie.sameSite(Cookie.SameSite.LAX.attributeValue()));
        if (tls) {
            tokens.setCookieName("__Host-XSRF-TOKEN");
            tokens.setCookiePath("/");
        }
        return tokens;
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        response.sendError(
                HttpServletResponse.SC_FORBIDDEN,
                e instanceof CsrfException
                        ? "the form is out of date; load its page again, then send it again"
                        : "this user has the role viewer, which changes nothing; ask a user with the role operator");
    }

    @Bean
    PasswordEncoder passwords() {
        return Passwords.encoder();
    }

    @Bean
    UserDetailsService users(RecuaProperties properties) {
        return new Users(properties);
    }
}
