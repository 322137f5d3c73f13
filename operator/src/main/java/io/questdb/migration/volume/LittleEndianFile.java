package io.questdb.migration.volume;

import io.questdb.migration.volume.SealReading.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads numbers and strings as QuestDB writes them: little-endian, at absolute offsets. */
final class LittleEndianFile implements Closeable {
  private final FileChannel channel;

  LittleEndianFile(Path path) throws IOException {
    channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  long size() throws IOException {
    return channel.size();
  }

  /**
   * The bytes from {@code offset} on.
   *
   * @throws UnknownFormatException when the file ends before
   */
  ByteBuffer read(long offset, int length) throws IOException, UnknownFormatException {
    if (offset < 0 || length < 0 || offset > channel.size() - length) {
      throw new UnknownFormatException(Cause.Malformed);
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new UnknownFormatException(Cause.Malformed);
      }
    }
    return buffer.flip();
  }

  /** Takes a string from a buffer: its length in characters as int32, then UTF-16. */
  static String string(ByteBuffer buffer) throws UnknownFormatException {
    int chars = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
    if (chars < 0 || chars > buffer.remaining() / Character.BYTES) {
      throw new UnknownFormatException(Cause.Malformed);
    }
    byte[] bytes = new byte[chars * Character.BYTES];
    buffer.get(bytes);
    return new String(bytes, StandardCharsets.UTF_16LE);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
