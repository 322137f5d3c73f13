package io.questdb.migration.lab;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The few ASN.1 DER forms (X.690) that certificates and keys need: the JDK reads X.509 but offers
 * no way to write it.
 */
public final class Der {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int NULL = 0x05;
  private static final int OID = 0x06;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private Der() {}

  /** One element as read: its tag, its content and its whole encoding. */
  public static final class Element {
    private final int tag;
    private final byte[] content;
    private final byte[] encoded;

    private Element(int tag, byte[] content, byte[] encoded) {
      this.tag = tag;
      this.content = content;
      this.encoded = encoded;
    }

    public int tag() {
      return tag;
    }

    public byte[] content() {
      return content.clone();
    }

    public byte[] encoded() {
      return encoded.clone();
    }
  }

  public static byte[] sequence(byte[]... elements) {
    return tagged(SEQUENCE, concat(elements));
  }

  public static byte[] set(byte[]... elements) {
    return tagged(SET, concat(elements));
  }

  public static byte[] integer(long value) {
    return integer(BigInteger.valueOf(value));
  }

  public static byte[] integer(BigInteger value) {
    return tagged(INTEGER, value.toByteArray());
  }

  public static byte[] trueValue() {
    return tagged(0x01, new byte[] {(byte) 0xff});
  }

  public static byte[] nullValue() {
    return tagged(NULL, new byte[0]);
  }

  public static byte[] octets(byte[] value) {
    return tagged(OCTET_STRING, value);
  }

  /** A bit string without unused bits. */
  public static byte[] bits(byte[] value) {
    return tagged(BIT_STRING, concat(new byte[] {0}, value));
  }

  public static byte[] utf8(String value) {
    return tagged(UTF8_STRING, value.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] time(Instant value) {
    return tagged(GENERALIZED_TIME, TIME.format(value).getBytes(StandardCharsets.US_ASCII));
  }

  /** An object identifier from its dotted form. */
  public static byte[] oid(String dotted) {
    long[] arcs = Stream.of(dotted.split("\\.", -1)).mapToLong(Long::parseLong).toArray();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    base128(out, arcs[0] * 40 + arcs[1]);
    for (int i = 2; i < arcs.length; i++) {
      base128(out, arcs[i]);
    }
    return tagged(OID, out.toByteArray());
  }

  public static byte[] tagged(int tag, byte[] content) {
    return concat(new byte[] {(byte) tag}, length(content.length), content);
  }

  /**
   * The elements that follow one another in {@code encoded}.
   *
   * @throws IllegalArgumentException if the encoding is cut short
   */
  public static List<Element> read(byte[] encoded) {
    List<Element> elements = new ArrayList<>();
    int position = 0;
    while (position < encoded.length) {
      int start = position;
      int tag = encoded[position++] & 0xff;
      int size = at(encoded, position++);
      if (size > 0x7f) {
        int bytes = size & 0x7f;
        size = 0;
        for (int i = 0; i < bytes; i++) {
          size = (size << 8) | at(encoded, position++);
        }
      }
      if (size < 0 || position + size > encoded.length) {
        throw new IllegalArgumentException("DER element is longer than its container");
      }
      byte[] content = Arrays.copyOfRange(encoded, position, position + size);
      position += size;
      elements.add(new Element(tag, content, Arrays.copyOfRange(encoded, start, position)));
    }
    return elements;
  }

  private static int at(byte[] encoded, int position) {
    if (position >= encoded.length) {
      throw new IllegalArgumentException("DER element is cut short");
    }
    return encoded[position] & 0xff;
  }

  private static byte[] length(int value) {
    if (value < 0x80) {
      return new byte[] {(byte) value};
    }
    byte[] bytes = BigInteger.valueOf(value).toByteArray();
    byte[] digits = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    return concat(new byte[] {(byte) (0x80 | digits.length)}, digits);
  }

  private static void base128(ByteArrayOutputStream out, long value) {
    int shift = 63 - Long.numberOfLeadingZeros(value | 1);
    for (int group = shift / 7; group >= 0; group--) {
      int digit = (int) (value >>> (7 * group)) & 0x7f;
      out.write(group == 0 ? digit : digit | 0x80);
    }
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
