package io.questdb.migration.volume;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** File names as QuestDB writes them, whatever the locale of this process. */
final class FileNames {
  private FileNames() {}

  /**
   * The last element of the path, read as UTF-8. {@link Path#toString()} reads it in the locale's
   * encoding, which is ASCII in a container without one; the URI has the bytes.
   */
  static String utf8(Path path) {
    String uri = path.toUri().getRawPath();
    String withoutSlash = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    String name = withoutSlash.substring(withoutSlash.lastIndexOf('/') + 1);
    return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
