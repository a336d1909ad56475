package io.recua;

import io.recua.config.SettingException;
import io.recua.config.SettingNames;
import io.recua.database.MigrationException;
import io.recua.failure.AwsSetup;
import io.recua.failure.Cause;
import io.recua.failure.LocalDisk;
import io.recua.routes.RouteFileException;
import java.nio.charset.Charset;
import java.security.cert.CertificateException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConverterNotFoundException;
import org.springframework.util.unit.DataSize;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/**
 * Logs in one line why the start failed and which setting to change. Spring Boot reports the failures that are not known
 * here.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class StartFailureReporter implements SpringBootExceptionReporter {

    private static final Map<Class<?>, String> EXAMPLES = Map.of(
            Duration.class, "a duration such as 10s",
            Charset.class, "a charset such as UTF-8",
            ZoneId.class, "a time zone such as UTC or Europe/Madrid",
            DataSize.class, "a size such as 10GB",
            int.class, "a whole number",
            boolean.class, "true or false");

    /** MySQL's errors for a missing privilege on a database, a table, a column or the server. */
    private static final Set<Integer> PRIVILEGE_ERRORS = Set.of(1044, 1142, 1143, 1227);

    private static final Logger log = LoggerFactory.getLogger(StartFailureReporter.class);

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> line = message(failure);
        line.ifPresent(message -> log.error("Recua cannot start: {}", message));
        return line.isPresent();
    }

    static Optional<String> message(Throwable failure) {
        List<Throwable> causes =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
        return AwsSetup.advice(failure)
                .or(() -> first(causes, SettingException.class, Throwable::getMessage))
                .or(() -> first(
                        causes, UnboundConfigurationPropertiesException.class, StartFailureReporter::unknownSetting))
                .or(() -> first(causes, BindException.class, StartFailureReporter::invalidValue))
                .or(() -> RouteFileException.message(causes))
                .or(() -> first(causes, MigrationException.class, Throwable::getMessage))
                .or(() -> LocalDisk.advice(failure))
                .or(() -> first(causes, SQLException.class, StartFailureReporter::databaseFailure))
                .or(() -> first(causes, AwsServiceException.class, StartFailureReporter::awsFailure))
                .or(() -> first(
                        causes,
                        SdkClientException.class,
                        e -> "AWS: cannot be used: " + Cause.line(e)
                                + "; check the network, and AWS_ENDPOINT_URL if it is set"));
    }

    private static <T extends Throwable> Optional<String> first(
            List<Throwable> causes, Class<T> type, Function<T, String> message) {
        return causes.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .map(message);
    }

    private static String unknownSetting(UnboundConfigurationPropertiesException e) {
        String name = e.getUnboundProperties().iterator().next().getName().toString();
        return name
                + SettingNames.nearest(name)
                        .map(nearest ->
                                ": there is no such setting; did you mean " + nearest + "? See docs/settings.md")
                        .orElse(": there is no such setting; correct its name, see docs/settings.md");
    }

    private static String invalidValue(BindException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof ConverterNotFoundException) {
            // Without the value, which may be a password that was written one level too high.
            return e.getName() + ": is a group of settings and has no value; write the settings of the group, see"
                    + " docs/settings.md";
        }
        Object value = e.getProperty() == null ? "" : " \"" + e.getProperty().getValue() + "\"";
        return e.getName() + ":" + value + " is invalid: "
                + advice(e.getTarget().getType()).orElse(root.getMessage());
    }

    private static Optional<String> advice(ResolvableType target) {
        Class<?> type = target.asCollection().getGeneric().resolve(target.resolve(Object.class));
        if (type.isEnum()) {
            return Optional.of(Stream.of(type.getEnumConstants())
                    .map(value -> value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .collect(Collectors.joining(" or ", "write ", "")));
        }
        return Optional.ofNullable(EXAMPLES.get(type)).map(example -> "write " + example);
    }

    private static String awsFailure(AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String reason = details == null
                ? e.getMessage()
                : details.serviceName() + " returned " + details.errorCode() + ", " + details.errorMessage();
        String advice = e instanceof SsmException
                ? "; profile aws needs ssm:GetParametersByPath on recua.parameters, and kms:Decrypt on the key of"
                        + " encrypted parameters"
                : "; check that the resource exists and that the credentials may use it";
        return "AWS: " + reason + advice;
    }

    private static String databaseFailure(SQLException e) {
        String reason = Cause.line(e);
        if (Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .anyMatch(cause -> cause instanceof SSLException || cause instanceof CertificateException)) {
            return "database: the server's certificate does not prove its identity, so no password was sent: " + reason
                    + "; set recua.db.host to a name in the certificate, recua.db.ca to the PEM file of its authority,"
                    + " or recua.db.ssl-mode to a weaker mode such as required";
        }
        if (PRIVILEGE_ERRORS.contains(e.getErrorCode())) {
            return "database: the user lacks a privilege: " + reason
                    + "; run the command grant as an administrator: it gives the user the privileges that Recua needs";
        }
        return "database: cannot be used: " + reason
                + "; check spring.datasource.url, username and password, or recua.db.*";
    }
}
