package io.questdb.migration.adapter.questdb;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An answer of an HTTP/1.1 server, read to its end. */
record HttpAnswer(int status, String body, boolean reusable) {
  private static final int LONGEST_LINE = 16 * 1024;

  /**
   * @throws ProtocolException when it is not HTTP that comes
   * @throws EOFException when the answer breaks off, or none comes
   */
  static HttpAnswer read(InputStream in) throws IOException {
    String[] status = line(in).split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/1.") || !status[1].matches("\\d{3}")) {
      throw new ProtocolException("the answer is not HTTP");
    }
    Map<String, String> headers = headers(in);
    boolean chunked = "chunked".equalsIgnoreCase(headers.get("transfer-encoding"));
    boolean framed = chunked || headers.containsKey("content-length");
    boolean close = "close".equalsIgnoreCase(headers.get("connection"));
    byte[] body;
    if (chunked) {
      body = chunks(in);
    } else if (framed) {
      body = exactly(in, length(headers.get("content-length"), 10));
    } else {
      body = in.readAllBytes();
    }
    String text = new String(body, StandardCharsets.UTF_8);
    return new HttpAnswer(Integer.parseInt(status[1]), text, framed && !close);
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
    }
    return headers;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.write(exactly(in, size));
      line(in);
    }
    headers(in); // trailers
    return body.toByteArray();
  }

  private static int chunkSize(InputStream in) throws IOException {
    return length(line(in).split(";", 2)[0].strip(), 16);
  }

  private static int length(String digits, int radix) throws ProtocolException {
    if (!digits.matches("[0-9a-fA-F]{1,7}")) {
      throw new ProtocolException("the length of the answer is not a number");
    }
    return Integer.parseInt(digits, radix);
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the answer breaks off");
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the connection ended without an answer");
      } else if (line.length() == LONGEST_LINE) {
        throw new ProtocolException("the answer is not HTTP");
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
