package io.recua;

import io.recua.config.MailProperties;
import io.recua.config.MailProperties.Tls;
import io.recua.config.RecuaProperties;
import io.recua.notify.SendLimit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import javax.net.SocketFactory;
import org.apache.camel.component.mail.DefaultJavaMailSender;
import org.apache.camel.component.mail.JavaMailSender;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Configures the client of the mail server for messages about feeds. Server and account are in this bean, because the options of
 * endpoints are shown and logged.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("recua.notify.mail.host")
class MailConfiguration {

    private static final int CONNECT_MILLIS = 4_000;

    private static final int ANSWER_MILLIS = 8_000;

    @Bean
    JavaMailSender mailSender(RecuaProperties properties) {
        MailProperties mail = properties.notices().mail();
        DefaultJavaMailSender sender = new DefaultJavaMailSender();
        sender.setProtocol("smtp");
        sender.setHost(mail.host());
        sender.setPort(mail.port());
        sender.setUsername(mail.user());
        sender.setPassword(mail.password());
        sender.setJavaMailProperties(options(mail));
        return sender;
    }

    private static Properties options(MailProperties mail) {
        Properties options = new Properties();
        options.put("mail.smtp.auth", Boolean.toString(mail.user() != null));
        options.put("mail.smtp.starttls.enable", Boolean.toString(mail.tls() == Tls.STARTTLS));
        options.put("mail.smtp.starttls.required", Boolean.toString(mail.tls() == Tls.STARTTLS));
        options.put("mail.smtp.ssl.enable", Boolean.toString(mail.tls() == Tls.IMPLICIT));
        options.put("mail.smtp.ssl.checkserveridentity", "true");
        options.put("mail.smtp.connectiontimeout", Integer.toString(CONNECT_MILLIS));
        options.put("mail.smtp.timeout", Integer.toString(ANSWER_MILLIS));
        options.put("mail.smtp.writetimeout", Integer.toString(ANSWER_MILLIS));
        options.put("mail.smtp.socketFactory", new LimitedSockets());
        // Else a connection that fails is tried a second time, without the limit.
        options.put("mail.smtp.socketFactory.fallback", "false");
        // The mail is accepted by then.
        options.put("mail.smtp.quitwait", "false");
        // One address that the server refuses must not keep the mail from the others.
        options.put("mail.smtp.sendpartial", "true");
        return options;
    }

    /** Sockets for one mail each, closed when its time is over. TLS is a layer above them. */
    private static final class LimitedSockets extends SocketFactory {

        @Override
        public Socket createSocket() {
            Socket socket = new Socket();
            SendLimit.startWith(() -> close(socket));
            return socket;
        }

        private static void close(Socket socket) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException("the client connects the socket");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            return createSocket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket(host.getHostName(), port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            return createSocket(host, port);
        }
    }
}
