package io.questdb.migration.lab.enterprise;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/** As much of the PostgreSQL protocol as it takes to log in and to run a statement both ways. */
final class PostgresClient implements Closeable {
  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /** The server's own refusal. */
  static final class Refused extends IOException {
    Refused(String message) {
      super(message);
    }
  }

  private PostgresClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  static PostgresClient plain(String host, String user, String password) throws IOException {
    PostgresClient client = new PostgresClient(new Socket(host, 8812));
    client.logIn(user, password);
    return client;
  }

  static PostgresClient overTls(String host, String user, String password, SSLContext trust)
      throws IOException {
    Socket socket = new Socket(host, 8812);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.writeInt(8);
    out.writeInt(80877103);
    if (socket.getInputStream().read() != 'S') {
      throw new Refused("no TLS");
    }
    Socket secured = trust.getSocketFactory().createSocket(socket, host, 8812, true);
    PostgresClient client = new PostgresClient(secured);
    client.logIn(user, password);
    return client;
  }

  /** The rows of a simple query, values joined by a bar. */
  List<String> simple(String sql) throws IOException {
    send('Q', text(sql));
    return rows();
  }

  /** The same by parse, bind, execute. */
  List<String> extended(String sql) throws IOException {
    send('P', concat(text(""), text(sql), new byte[2]));
    send('B', concat(text(""), text(""), new byte[6]));
    send('D', concat(new byte[] {'P'}, text("")));
    send('E', concat(text(""), new byte[4]));
    send('S', new byte[0]);
    return rows();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void logIn(String user, String password) throws IOException {
    byte[] startup =
        concat(text("user"), text(user), text("database"), text("qdb"), new byte[] {0});
    out.writeInt(startup.length + 8);
    out.writeInt(196608);
    out.write(startup);
    while (true) {
      int type = in.readByte();
      byte[] body = in.readNBytes(in.readInt() - 4);
      if (type == 'R' && body[3] == 3) {
        send('p', text(password));
      } else if (type == 'E') {
        throw new Refused(new String(body, UTF_8));
      } else if (type == 'Z') {
        return;
      }
    }
  }

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    Refused refused = null;
    while (true) {
      int type = in.readByte();
      int length = in.readInt() - 4;
      if (type == 'D') {
        rows.add(row());
      } else {
        byte[] body = in.readNBytes(length);
        if (type == 'E') {
          refused = new Refused(new String(body, UTF_8));
        } else if (type == 'Z' && refused != null) {
          throw refused;
        } else if (type == 'Z') {
          return rows;
        }
      }
    }
  }

  private String row() throws IOException {
    List<String> values = new ArrayList<>();
    int columns = in.readShort();
    for (int i = 0; i < columns; i++) {
      int length = in.readInt();
      values.add(length < 0 ? "null" : new String(in.readNBytes(length), UTF_8));
    }
    return String.join("|", values);
  }

  private void send(char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(body.length + 4);
    out.write(body);
    out.flush();
  }

  private static byte[] text(String value) {
    return concat(value.getBytes(UTF_8), new byte[1]);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
