package typhoon.snippets;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import typhoon.gen.Gen;
import typhoon.iostream.IOStream;
import typhoon.iostream.PipeIOStream;
import typhoon.iostream.SSLIOStream;
import typhoon.iostream.TlsOptions;

class IOStreamSnippets {
    void echo(IOStream stream) {
        // @start region="echo"
        while (true) {                                              // ends by StreamClosedError
            byte[] line = stream.readUntil("\n", 1000);             // parks this coroutine only
            stream.write(line);                                     // leaves with this turn, in order
        }
        // @end
    }

    String client() throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8888);
        // @start region="client"
        try (IOStream stream = Gen.withTimeout(Duration.ofSeconds(2), () -> IOStream.connect(address))) {
            stream.write("time?\n");
            return new String(stream.readUntil("\n"), StandardCharsets.UTF_8);
        }
        // @end
    }

    byte[] tls() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 25);
        // @start region="tls"
        try (IOStream plain = IOStream.connect(address)) {
            plain.readUntil("\r\n");
            plain.write("STARTTLS\r\n");
            plain.readUntilRegex("220 .*\r\n", 1000);
            try (SSLIOStream secret = plain.startTls(false, new TlsOptions(), "mail.example.com")) {
                secret.write("EHLO me\r\n");
                return secret.readUntil("\r\n");
            }
        }
        // @end
    }

    TlsOptions options() {
        // @start region="options"
        var server = new TlsOptions()
                .certificate(Path.of("example.com.crt"), Path.of("example.com.key"))
                .alpn("http/1.1");
        var client = new TlsOptions().trust(Path.of("our-ca.pem"));
        // @end
        return client.equals(server) ? client : server;
    }

    byte[] pipe() throws IOException {
        // @start region="pipe"
        Process sort = new ProcessBuilder("sort").start();
        try (var sorted = new PipeIOStream(sort.getInputStream())) {
            try (var unsorted = new PipeIOStream(sort.getOutputStream())) {
                unsorted.write("pear\napple\n");
            }
            return sorted.readUntilClose();
        }
        // @end
    }
}
