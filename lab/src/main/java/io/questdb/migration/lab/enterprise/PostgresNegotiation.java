package io.questdb.migration.lab.enterprise;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** What a PostgreSQL client says before TLS begins (PostgreSQL docs: SSL session encryption). */
final class PostgresNegotiation {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final String REFUSAL = "SFATAL\0C00000\0Mrequest SSL message expected\0\0";

  private PostgresNegotiation() {}

  /**
   * Answers the client's request for encryption; one that starts in plain text is refused with the
   * engine's own words.
   *
   * @return whether the TLS handshake comes next
   */
  static boolean wantsTls(Socket client) throws IOException {
    DataInputStream in = new DataInputStream(client.getInputStream());
    DataOutputStream out = new DataOutputStream(client.getOutputStream());
    while (true) {
      int length = in.readInt();
      int code = in.readInt();
      if (length == 8 && code == SSL_REQUEST) {
        out.write('S');
        return true;
      }
      if (length != 8 || code != GSS_REQUEST) {
        byte[] refusal = REFUSAL.getBytes(StandardCharsets.US_ASCII);
        out.write('E');
        out.writeInt(refusal.length + Integer.BYTES);
        out.write(refusal);
        return false;
      }
      out.write('N');
    }
  }
}
