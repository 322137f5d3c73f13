package io.questdb.migration.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(Leader.class.getResource("/logback.xml"), "logback.xml"));
  }

  @Test
  void aLineIsOneObjectWithTheseKeys() throws Exception {
    JsonNode line = encode("Step {} of \"{}\"\nended", null, "Inspect", "questdb");

    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly(
            "timestamp",
            "level",
            "threadName",
            "loggerName",
            "mdc",
            "formattedMessage",
            "throwable");
    assertThat(line.get("formattedMessage").asText())
        .isEqualTo("Step Inspect of \"questdb\"\nended");
    assertThat(line.get("timestamp").isIntegralNumber()).isTrue();
  }

  @Test
  void aFailureComesWithItsCause() throws Exception {
    JsonNode line = encode("failed", new IllegalStateException("outer", new Exception("inner")));

    assertThat(line.at("/throwable/message").asText()).isEqualTo("outer");
    assertThat(line.at("/throwable/cause/message").asText()).isEqualTo("inner");
  }

  @Test
  void theClientNeverPrintsBodies() {
    assertThat(context.getLogger("io.fabric8.kubernetes.client").getEffectiveLevel())
        .isEqualTo(Level.WARN);
    assertThat(context.getLogger("io.questdb").getEffectiveLevel()).isEqualTo(Level.INFO);
  }

  private JsonNode encode(String message, Throwable failure, Object... arguments) throws Exception {
    Logger logger = context.getLogger("io.questdb.migration");
    LoggingEvent event = new LoggingEvent("", logger, Level.INFO, message, failure, arguments);
    OutputStreamAppender<ILoggingEvent> stdout =
        (OutputStreamAppender<ILoggingEvent>)
            context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stdout");
    String line = new String(stdout.getEncoder().encode(event), StandardCharsets.UTF_8);
    assertThat(line.strip()).doesNotContain("\n");
    return new ObjectMapper().readTree(line);
  }
}
