package io.questdb.migration.volume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.questdb.migration.change.ServerConf;
import io.questdb.migration.facts.ConfChange;
import io.questdb.migration.volume.AtomicFile.Ownership;
import io.questdb.migration.volume.VolumeException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.TreeMap;

/**
 * The merged {@code server.conf} beside the original in {@code conf}. Each command can be repeated
 * after a crash at any point. Texts are ISO 8859-1, as the server reads them, so every byte stays.
 *
 * @param conf the directory
 * @param name the staged file, {@code server.conf.<suffix>}
 */
record ConfDirectory(Path conf, String name) {
  private static final String ORIGINAL = "server.conf";
  private static final String KEPT = "server.conf.before-";
  private static final String NAME = "server\\.conf\\.[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

  static ConfDirectory of(InstallRoot root, String name) throws VolumeException {
    if (!name.matches(NAME) || name.startsWith(KEPT)) {
      throw new VolumeException(Reason.BadArguments, "--name");
    }
    if (!Files.isDirectory(root.conf())) {
      throw new VolumeException(Reason.NotFound, root.conf());
    }
    return new ConfDirectory(root.conf(), name);
  }

  /** Writes the merge of {@code server.conf} and a JSON object of properties under the name. */
  ConfChange stage(String properties) throws IOException, VolumeException {
    byte[] merged = merge(properties);
    boolean changed = !Arrays.equals(merged, readOrNull(staged()));
    if (changed) {
      AtomicFile.write(staged(), merged, ownership());
    }
    return answer(changed);
  }

  /** Puts the staged file in the original's place and keeps the original beside it. */
  ConfChange install() throws IOException, VolumeException {
    byte[] merged = Files.readAllBytes(staged());
    if (Arrays.equals(merged, readOrNull(original()))) {
      return answer(false);
    }
    byte[] users = usersText();
    if (!Arrays.equals(users, withoutMerge(merged))) {
      throw new VolumeException(Reason.OriginalChanged, original());
    }
    Ownership ownership = ownership();
    // No original, nothing to keep: restore then takes the file away.
    if (hasOriginal()) {
      keep(users, ownership);
    }
    AtomicFile.write(original(), merged, ownership);
    return answer(true);
  }

  /** The inverse of {@link #install}: the original, or its absence, is back. */
  ConfChange restore() throws IOException, VolumeException {
    byte[] current = readOrNull(original());
    byte[] kept = readOrNull(kept());
    if (current == null || !parse(current).isMerged()) {
      // A kept file that says something else is the only copy of it.
      if (kept != null && Arrays.equals(kept, current)) {
        AtomicFile.delete(kept());
      }
      return answer(false);
    }
    byte[] users = withoutMerge(current);
    if (kept != null && !Arrays.equals(kept, users)) {
      throw new VolumeException(Reason.OriginalChanged, original());
    }
    if (kept == null && users.length == 0) {
      AtomicFile.delete(original());
    } else {
      AtomicFile.write(original(), users, ownership());
      AtomicFile.delete(kept());
    }
    return answer(true);
  }

  /** Deletes the staged file. */
  ConfChange remove() throws IOException {
    return answer(AtomicFile.delete(staged()));
  }

  private void keep(byte[] users, Ownership ownership) throws IOException, VolumeException {
    byte[] kept = readOrNull(kept());
    if (kept == null) {
      AtomicFile.write(kept(), users, ownership);
    } else if (!Arrays.equals(kept, users)) {
      throw new VolumeException(Reason.OriginalChanged, kept());
    }
  }

  private ConfChange answer(boolean changed) throws IOException {
    byte[] staged = readOrNull(staged());
    return new ConfChange(
        name, Sha256.of(usersText()), staged == null ? "" : Sha256.of(staged), changed);
  }

  private Path original() {
    return conf.resolve(ORIGINAL);
  }

  private Path staged() {
    return conf.resolve(name);
  }

  private Path kept() {
    return conf.resolve(KEPT + name.substring(ORIGINAL.length() + 1));
  }

  private Ownership ownership() throws IOException {
    return hasOriginal() ? Ownership.of(original()) : Ownership.privateIn(conf);
  }

  /** An empty one is what a container runtime leaves of root's where it had to mount the staged. */
  private boolean hasOriginal() throws IOException {
    return Files.exists(original()) && Files.size(original()) > 0;
  }

  private byte[] usersText() throws IOException {
    byte[] current = readOrNull(original());
    return current == null ? new byte[0] : withoutMerge(current);
  }

  /** Writes the merge of a file, which may be missing, to another place. */
  static ConfChange merge(Path from, Path to, String properties)
      throws IOException, VolumeException {
    byte[] original = readOrNull(from);
    byte[] users = original == null ? new byte[0] : withoutMerge(original);
    byte[] merged = merge(parse(users, from), properties);
    Files.createDirectories(to.getParent());
    Files.write(to, merged);
    return new ConfChange(to.getFileName().toString(), Sha256.of(users), Sha256.of(merged), true);
  }

  private byte[] merge(String properties) throws IOException, VolumeException {
    return merge(parse(usersText()), properties);
  }

  /** Merges a JSON object of properties, given as such or by the path of a file. */
  private static byte[] merge(ServerConf users, String properties)
      throws IOException, VolumeException {
    TreeMap<String, String> values;
    try {
      values =
          properties.startsWith("{")
              ? Json.MAPPER.readValue(properties, new TypeReference<>() {})
              : Json.MAPPER.readValue(
                  Files.readAllBytes(Path.of(properties)), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new VolumeException(Reason.Malformed, "--properties");
    }
    if (values == null || values.containsValue(null)) {
      throw new VolumeException(Reason.Malformed, "--properties");
    }
    try {
      return bytes(users.with(values).text());
    } catch (IllegalArgumentException e) {
      throw new VolumeException(Reason.SecretRefused, "--properties");
    }
  }

  private ServerConf parse(byte[] bytes) throws VolumeException {
    return parse(bytes, original());
  }

  private static ServerConf parse(byte[] bytes, Path file) throws VolumeException {
    try {
      return ServerConf.parse(text(bytes));
    } catch (IllegalArgumentException e) {
      throw new VolumeException(Reason.Malformed, file);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] withoutMerge(byte[] text) {
    return bytes(ServerConf.original(text(text)));
  }

  private static byte[] readOrNull(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllBytes(file) : null;
  }
}
