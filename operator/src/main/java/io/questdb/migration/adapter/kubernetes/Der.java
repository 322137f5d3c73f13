package io.questdb.migration.adapter.kubernetes;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** As much of DER (X.690) as wrapping a private key needs. */
final class Der {
  static final int CONTEXT_0 = 0xa0;

  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;

  private Der() {}

  /** One element without its header; it may be a key, so it has no text. */
  static final class Element {
    private final int tag;
    private final byte[] content;

    private Element(int tag, byte[] content) {
      this.tag = tag;
      this.content = content;
    }

    int tag() {
      return tag;
    }

    byte[] content() {
      return content;
    }
  }

  static byte[] sequence(byte[]... elements) {
    return encode(SEQUENCE, elements);
  }

  static byte[] octets(byte[] content) {
    return encode(OCTETS, content);
  }

  /**
   * The elements of a sequence.
   *
   * @throws IllegalArgumentException when it is none
   */
  static List<Element> elements(byte[] sequence) {
    ByteBuffer in = ByteBuffer.wrap(sequence);
    Element outer = next(in);
    if (outer.tag() != SEQUENCE) {
      throw new IllegalArgumentException("Not a DER sequence");
    }
    List<Element> elements = new ArrayList<>();
    ByteBuffer inner = ByteBuffer.wrap(outer.content());
    while (inner.hasRemaining()) {
      elements.add(next(inner));
    }
    return elements;
  }

  private static Element next(ByteBuffer in) {
    if (in.remaining() < 2) {
      throw new IllegalArgumentException("DER ends too early");
    }
    int tag = Byte.toUnsignedInt(in.get());
    int length = Byte.toUnsignedInt(in.get());
    if (length > 0x80) {
      int octets = length - 0x80;
      if (octets > 3 || in.remaining() < octets) {
        throw new IllegalArgumentException("DER length is malformed");
      }
      length = 0;
      for (int i = 0; i < octets; i++) {
        length = length << Byte.SIZE | Byte.toUnsignedInt(in.get());
      }
    }
    if (in.remaining() < length) {
      throw new IllegalArgumentException("DER ends too early");
    }
    byte[] content = new byte[length];
    in.get(content);
    return new Element(tag, content);
  }

  private static byte[] encode(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream encoded = new ByteArrayOutputStream();
    encoded.write(tag);
    int length = content.size();
    int octets = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + Byte.SIZE - 1) / Byte.SIZE;
    if (length >= 0x80) {
      encoded.write(0x80 + octets);
    }
    // DER asks for as few octets as will do.
    for (int i = length < 0x80 ? 0 : octets - 1; i >= 0; i--) {
      encoded.write(length >> (i * Byte.SIZE));
    }
    encoded.writeBytes(content.toByteArray());
    return encoded.toByteArray();
  }
}
